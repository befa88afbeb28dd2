// One field of the form being set up: its label, whether it must be filled in, its place.
import { ArrowDownIcon, ArrowUpIcon, Cross2Icon } from "@radix-ui/react-icons";
import type { FormInput } from "../../../convex/widgets/shape";
import { useMessages } from "../../i18n/messages";
import { IconButton } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { FormField } from "../../ui/FormField";
import { TagInput } from "../../ui/TagInput";
import { TextField } from "../../ui/TextField";
import type { EditedForm } from "./editedForm";
import { messages } from "./messages";

type Kind = FormInput["fields"][number]["kind"];
type Words = ReturnType<typeof useMessages<(typeof messages)["en"]>>;

export const kindWord = (words: Words, kind: Kind): string =>
  ({
    name: words.kindName,
    email: words.kindEmail,
    phone: words.kindPhone,
    company: words.kindCompany,
    message: words.kindMessage,
    text: words.kindText,
    choice: words.kindChoice,
  })[kind];

export function FieldRow(props: {
  form: EditedForm;
  index: number;
  kind: Kind;
  count: number;
  onMove: (to: number) => void;
  onRemove: () => void;
}) {
  const words = useMessages(messages);
  const { form, index, kind } = props;
  const isQuestion = kind === "text" || kind === "choice";
  const name = form.watch(`form.fields.${index}.label`) || kindWord(words, kind);
  return (
    <li className="form-field">
      <div className="form-field-line">
        <FormField
          label={kindWord(words, kind)}
          error={form.error(`form.fields.${index}.label`) ?? form.error(`form.fields.${index}.kind`)}
        >
          <TextField
            placeholder={isQuestion ? words.question : words.labelHelp}
            {...form.register(`form.fields.${index}.label`)}
          />
        </FormField>
        <Checkbox {...form.register(`form.fields.${index}.required`)}>{words.required}</Checkbox>
        <span className="row form-field-tools">
          <IconButton
            size="small"
            label={words.moveUp({ name })}
            disabled={index === 0}
            onClick={() => props.onMove(index - 1)}
          >
            <ArrowUpIcon aria-hidden />
          </IconButton>
          <IconButton
            size="small"
            label={words.moveDown({ name })}
            disabled={index === props.count - 1}
            onClick={() => props.onMove(index + 1)}
          >
            <ArrowDownIcon aria-hidden />
          </IconButton>
          <IconButton size="small" label={words.removeField({ name })} onClick={props.onRemove}>
            <Cross2Icon aria-hidden />
          </IconButton>
        </span>
      </div>
      {kind === "choice" && (
        <FormField
          label={words.options}
          help={words.optionsHelp}
          error={form.error(`form.fields.${index}.options`)}
        >
          {form.control(`form.fields.${index}.options`, (field) => (
            <TagInput {...field} />
          ))}
        </FormField>
      )}
    </li>
  );
}
