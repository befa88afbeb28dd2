// The rules of a new password as a zod shape with sentences in the person's language.
import type * as z from "zod";
import { passwordWeakness } from "../../../convex/accounts/passwordRules";
import { messagesFor } from "../../i18n/messages";
import { getLocale } from "../../i18n/locale";
import { identityMessages } from "./messages";

/** Adds the verdict on `password` to a shape that has it; `email` is what it must not repeat. */
export function judgePassword(
  value: { password: string; email?: string },
  ctx: z.RefinementCtx,
  fallbackEmail = "",
) {
  const weakness = passwordWeakness(value.password, value.email ?? fallbackEmail);
  if (weakness === null) return;
  const message = messagesFor(identityMessages, getLocale())[weakness];
  ctx.addIssue({ code: "custom", path: ["password"], message });
}
