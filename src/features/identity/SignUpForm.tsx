// Name, e-mail, password: the whole of signing up, used by the sign-up page and by an invitation.
import { useMemo } from "react";
import { signUpShape } from "../../../convex/accounts/shape";
import { signUp } from "../../data/auth/localSession";
import { useZodForm } from "../../data/useZodForm";
import { getLocale } from "../../i18n/locale";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { FormField } from "../../ui/FormField";
import { FormProblem } from "../../ui/FormProblem";
import { TextField } from "../../ui/TextField";
import { useFirstFocus } from "./Entrance";
import { judgePassword } from "./judgePassword";
import { EmailField } from "./EmailField";
import { identityMessages } from "./messages";
import { PasswordField } from "./PasswordField";

export function SignUpForm({ email = "", action }: { email?: string; action: string }) {
  const words = useMessages(identityMessages);
  const shape = useMemo(
    () => signUpShape.omit({ language: true }).superRefine((value, ctx) => judgePassword(value, ctx)),
    [],
  );
  const form = useZodForm(shape, { defaults: { name: "", email, password: "" } });
  useFirstFocus(form, "name");
  const [typedPassword, typedEmail] = form.watch(["password", "email"]);
  return (
    <form noValidate onSubmit={form.submit((input) => signUp({ ...input, language: getLocale() }))}>
      <FormField label={words.name} required error={form.error("name")}>
        <TextField {...form.register("name")} autoComplete="name" />
      </FormField>
      <EmailField error={form.error("email")} {...form.register("email")} />
      <PasswordField
        label={words.password}
        error={form.error("password")}
        judge={{ password: typedPassword, email: typedEmail }}
        {...form.register("password")}
      />
      <FormProblem>{form.problem}</FormProblem>
      <Button type="submit" look="primary" data-wide busy={form.busy}>
        {action}
      </Button>
    </form>
  );
}
