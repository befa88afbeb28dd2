// Everything that can be set about a form, on one page. Lazy with its page: it brings zod and react-hook-form.
import { api } from "../../../convex/_generated/api";
import { widgetShape, type FormInput, type WidgetInput } from "../../../convex/widgets/shape";
import { useOrgQuery } from "../../data/org";
import { useZodForm } from "../../data/useZodForm";
import { LOCALE_NAMES, LOCALES } from "../../i18n/locale";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { FormActions, FormField } from "../../ui/FormField";
import { Menu } from "../../ui/Menu";
import { Section } from "../../ui/Page";
import { Select } from "../../ui/Select";
import { TagInput } from "../../ui/TagInput";
import { TextArea } from "../../ui/TextArea";
import { TextField } from "../../ui/TextField";
import { ColourField } from "./ColourField";
import type { EditedForm } from "./editedForm";
import { FieldRow, kindWord } from "./FieldRow";
import { messages } from "./messages";

const kinds = ["name", "email", "phone", "company", "message", "text", "choice"] as const;

export function FormEditor(props: {
  input: WidgetInput;
  verb: string;
  onSave: (widget: WidgetInput) => Promise<unknown>;
}) {
  const words = useMessages(messages);
  const form = useZodForm(widgetShape, { defaults: props.input });
  const owners = useOrgQuery(api.customers.owners, {});
  const { errors, isSubmitted } = form.formState;
  const wrong = isSubmitted ? Object.keys(errors).length : 0;
  const fields = form.watch("form.fields");
  const setFields = (next: FormInput["fields"]) =>
    form.setValue("form.fields", next, { shouldDirty: true, shouldValidate: isSubmitted });
  const fieldProblem = form.error("form.fields") ?? form.error("form.fields.root" as never);

  const add = (kind: (typeof kinds)[number]) => {
    const taken = new Set(fields.map(({ key }) => key));
    let key: string = kind;
    if (kind === "text" || kind === "choice") {
      let at = 1;
      while (taken.has(`q${at}`)) at += 1;
      key = `q${at}`;
    }
    setFields([...fields, { key, kind, label: "", required: false, options: [] }]);
  };

  return (
    <form className="form-editor" onSubmit={form.submit((widget) => props.onSave(widget))}>
      <Section>
        <FormField label={words.name} required help={words.nameHelp} error={form.error("name")}>
          <TextField {...form.register("name")} />
        </FormField>
      </Section>
      <Section title={words.content} level={2}>
        <FormField label={words.formTitle} error={form.error("form.title")}>
          <TextField {...form.register("form.title")} />
        </FormField>
        <FormField label={words.intro} optional error={form.error("form.intro")}>
          <TextArea rows={2} {...form.register("form.intro")} />
        </FormField>
        <fieldset className="form-fields">
          <legend className="field-label">{words.fields}</legend>
          <ul>
            {fields.map(({ kind }, index) => (
              <FieldRow
                // By place: the inputs are registered by their place, and the values move between them.
                key={index}
                form={form}
                index={index}
                kind={kind}
                count={fields.length}
                onMove={(to) => setFields(moved(fields, index, to))}
                onRemove={() => setFields(fields.filter((_, at) => at !== index))}
              />
            ))}
          </ul>
          {fieldProblem && (
            <p className="field-error" role="alert">
              {fieldProblem}
            </p>
          )}
          <Menu
            trigger={(trigger) => (
              <Button {...trigger} size="small">
                {words.addField}
              </Button>
            )}
            items={kinds.map((kind) => ({
              label: kindWord(words, kind),
              disabled: kind !== "text" && kind !== "choice" && fields.some((field) => field.kind === kind),
              onSelect: () => add(kind),
            }))}
          />
        </fieldset>
        <FormField label={words.consentText} help={words.consentHelp} error={form.error("form.consent.text")}>
          <TextArea rows={2} {...form.register("form.consent.text")} />
        </FormField>
        <Checkbox {...form.register("form.consent.required")}>{words.consentRequired}</Checkbox>
        <div className="form-pair">
          <FormField label={words.submitLabel} help={words.submitHelp} error={form.error("form.submitLabel")}>
            <TextField {...form.register("form.submitLabel")} />
          </FormField>
          <FormField label={words.language} help={words.languageHelp}>
            {form.control("form.language", (field) => (
              <Select {...field} options={LOCALES.map((value) => ({ value, label: LOCALE_NAMES[value] }))} />
            ))}
          </FormField>
          <FormField label={words.successText} error={form.error("form.successText")}>
            <TextField {...form.register("form.successText")} />
          </FormField>
          <FormField
            label={words.redirectUrl}
            help={words.redirectHelp}
            error={form.error("form.redirectUrl")}
          >
            <TextField type="url" inputMode="url" {...form.register("form.redirectUrl")} />
          </FormField>
        </div>
      </Section>
      <Section title={words.look}>
        <div className="form-pair">
          <FormField label={words.accent} error={form.error("form.theme.accent")}>
            <ColourField {...form.register("form.theme.accent")} />
          </FormField>
          <FormField label={words.radius} error={form.error("form.theme.radius")}>
            <TextField
              type="number"
              min={0}
              max={24}
              after="px"
              {...form.register("form.theme.radius", { valueAsNumber: true })}
            />
          </FormField>
          <FormField label={words.scheme}>
            {form.control("form.theme.scheme", (field) => (
              <Select
                {...field}
                options={[
                  { value: "auto", label: words.schemeAuto },
                  { value: "light", label: words.schemeLight },
                  { value: "dark", label: words.schemeDark },
                ]}
              />
            ))}
          </FormField>
        </div>
      </Section>
      <Section title={words.rules}>
        <FormField label={words.origins} help={words.originsHelp} error={originProblem(form)}>
          {form.control("allowedOrigins", (field) => (
            <TextArea
              rows={3}
              spellCheck={false}
              value={(field.value as string[]).join("\n")}
              onChange={(event) => field.onChange(event.target.value.split("\n"))}
              onBlur={() => {
                field.onChange((field.value as string[]).map((line) => line.trim()).filter(Boolean));
                field.onBlur();
              }}
            />
          ))}
        </FormField>
        <Checkbox {...form.register("allowSandboxed")} help={words.sandboxedHelp}>
          {words.sandboxed}
        </Checkbox>
        <Checkbox {...form.register("reuseOpenLead")} help={words.reuseHelp}>
          {words.reuse}
        </Checkbox>
        <div className="form-pair">
          <FormField label={words.defaultOwner} error={form.error("defaultOwnerId")}>
            {form.control("defaultOwnerId", (field) => (
              <Select
                {...field}
                value={(field.value as string | undefined) ?? ""}
                options={[
                  { value: "", label: words.inTurn },
                  ...(owners?.members ?? []).map(({ userId, name }) => ({
                    value: userId as string,
                    label: name,
                  })),
                ]}
              />
            ))}
          </FormField>
          <FormField label={words.tags} error={form.error("tags")}>
            {form.control("tags", (field) => (
              <TagInput {...field} />
            ))}
          </FormField>
        </div>
      </Section>
      <FormActions problem={form.problem ?? (wrong > 0 ? words.problems({ n: wrong }) : null)}>
        <Button type="submit" look="primary" busy={form.busy}>
          {props.verb}
        </Button>
      </FormActions>
    </form>
  );
}

function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = list.filter((_, at) => at !== from);
  return [...rest.slice(0, to), list[from]!, ...rest.slice(to)];
}

/** The first website of the list that is none. */
function originProblem(form: EditedForm): string | undefined {
  const { allowedOrigins } = form.formState.errors;
  const list = allowedOrigins as { message?: string }[] | { message?: string } | undefined;
  return Array.isArray(list) ? list.find(Boolean)?.message : list?.message;
}
