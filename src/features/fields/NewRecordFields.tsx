// The organization's own fields in the form of a new record.
import { bySection } from "./sections";
import { FormField } from "../../ui/FormField";
import { useMessages } from "../../i18n/messages";
import { FieldControl } from "./FieldControl";
import type { ShownField } from "./useFields";
import { valueMessages } from "./valueMessages";

export function NewRecordFields(props: {
  fields: readonly ShownField[];
  value: Readonly<Record<string, unknown>>;
  onChange: (value: Record<string, unknown>) => void;
  error: (key: string) => string | undefined;
  country: string;
}) {
  const words = useMessages(valueMessages);
  const groups = bySection(props.fields);
  return groups.map(({ section, fields }) => (
    <fieldset key={section} className="stack own-fields">
      {(groups.length > 1 || section !== "") && <legend>{section || words.moreFields}</legend>}
      {fields.map((field) => (
        <FormField
          key={field.key}
          label={field.label}
          required={field.required}
          help={field.help}
          error={props.error(field.key)}
        >
          <FieldControl
            field={field}
            value={props.value[field.key]}
            onChange={(next) => props.onChange({ ...props.value, [field.key]: next })}
            country={props.country}
          />
        </FormField>
      ))}
    </fieldset>
  ));
}
