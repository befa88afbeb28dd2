/** What a person may enter about themself; the forms read it too. */
import * as z from "zod";
import { normalizeEmail } from "../shared/email";
import { clean } from "../shared/text";
import { isCurrency } from "../shared/money";

export const emailShape = z.string().transform((text, ctx) => {
  const email = normalizeEmail(text);
  if (email !== null) return email;
  ctx.addIssue({
    code: "custom",
    params: { rule: "invalidEmail" },
    message: "Enter an e-mail address, like name@example.com",
  });
  return z.NEVER;
});

export const personNameShape = z
  .string()
  .transform(clean)
  .pipe(z.string().min(1, "Enter your name").max(120, "Use at most 120 characters"));

/** Weakness is judged apart (passwordRules.ts): it needs the e-mail and has its own code. */
export const signUpShape = z.object({
  name: personNameShape,
  email: emailShape,
  password: z.string().max(1000, "Use at most 200 characters"),
  language: z.enum(["en", "ru"]),
});
export type SignUpInput = z.input<typeof signUpShape>;

export const profileShape = z.object({
  name: personNameShape,
  preferredLanguage: z.enum(["en", "ru"]),
  preferredCurrency: z.string().refine(isCurrency, "Choose a currency"),
});
export type ProfileInput = z.input<typeof profileShape>;
