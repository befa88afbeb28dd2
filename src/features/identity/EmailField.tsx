// The e-mail that a person signs in with.
import { useMessages } from "../../i18n/messages";
import { FormField } from "../../ui/FormField";
import { TextField, type TextFieldProps } from "../../ui/TextField";
import { identityMessages } from "./messages";

export function EmailField({ error, ...input }: TextFieldProps & { error: string | undefined }) {
  const words = useMessages(identityMessages);
  return (
    <FormField label={words.email} required error={error}>
      <TextField {...input} type="email" autoComplete="username" inputMode="email" spellCheck={false} />
    </FormField>
  );
}
