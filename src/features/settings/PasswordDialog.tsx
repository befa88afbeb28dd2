// Changing the password: the current one first.
import { useMemo } from "react";
import { useAction } from "convex/react";
import * as z from "zod";
import { api } from "../../../convex/_generated/api";
import { ownRefreshToken } from "../../data/auth/localSession";
import { useZodForm } from "../../data/useZodForm";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { FormActions } from "../../ui/FormField";
import { toast } from "../../ui/toast";
import { judgePassword } from "../identity/judgePassword";
import { PasswordField } from "../identity/PasswordField";
import { settingsMessages } from "./messages";

export default function PasswordDialog({ email, onClose }: { email: string; onClose: () => void }) {
  const words = useMessages(settingsMessages);
  const change = useAction(api.signIn.changePassword);
  const shape = useMemo(
    () =>
      z
        .object({ currentPassword: z.string().min(1), password: z.string() })
        .superRefine((value, ctx) => judgePassword(value, ctx, email)),
    [email],
  );
  const form = useZodForm(shape, { defaults: { currentPassword: "", password: "" } });
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.changePassword}
      description={words.changePasswordNote}
      width={400}
    >
      <form
        className="stack"
        noValidate
        onSubmit={form.submit(async ({ currentPassword, password }) => {
          await change({ currentPassword, newPassword: password, refreshToken: ownRefreshToken() ?? "" });
          toast(words.passwordChanged, { role: "positive" });
          onClose();
        })}
      >
        <PasswordField
          label={words.currentPassword}
          error={form.error("currentPassword")}
          {...form.register("currentPassword")}
        />
        <PasswordField
          label={words.newPassword}
          error={form.error("password")}
          judge={{ password: form.watch("password"), email }}
          {...form.register("password")}
        />
        <FormActions problem={form.problem}>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" look="primary" busy={form.busy}>
            {words.changePassword}
          </Button>
        </FormActions>
      </form>
    </Dialog>
  );
}
