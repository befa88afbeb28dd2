// A password with a way to look at it, and for a new one a word on whether it will do.
import { useState } from "react";
import { CheckCircledIcon, EyeNoneIcon, EyeOpenIcon } from "@radix-ui/react-icons";
import { passwordWeakness } from "../../../convex/accounts/passwordRules";
import { useMessages } from "../../i18n/messages";
import { IconButton } from "../../ui/Button";
import { FormField } from "../../ui/FormField";
import { TextField, type TextFieldProps } from "../../ui/TextField";
import { identityMessages } from "./messages";
import "./PasswordField.css";

export function PasswordField({
  label,
  error,
  judge,
  ...input
}: TextFieldProps & {
  label: string;
  error: string | undefined;
  /** For a new password: what has been typed, judged live, and the e-mail it must not repeat. */
  judge?: { password: string; email: string };
}) {
  const words = useMessages(identityMessages);
  const [shown, setShown] = useState(false);
  const isGood = judge && judge.password !== "" && passwordWeakness(judge.password, judge.email) === null;
  const help = judge && (
    <span className="password-state" data-good={isGood || undefined} aria-live="polite">
      {isGood ? (
        <>
          <CheckCircledIcon aria-hidden />
          {words.strong}
        </>
      ) : (
        words.passwordHelp
      )}
    </span>
  );
  return (
    <FormField label={label} required error={error} help={help}>
      <TextField
        {...input}
        type={shown ? "text" : "password"}
        autoComplete={judge ? "new-password" : "current-password"}
        spellCheck={false}
        autoCapitalize="none"
        after={
          <IconButton size="small" label={shown ? words.hide : words.show} onClick={() => setShown(!shown)}>
            {shown ? <EyeNoneIcon aria-hidden /> : <EyeOpenIcon aria-hidden />}
          </IconButton>
        }
      />
    </FormField>
  );
}
