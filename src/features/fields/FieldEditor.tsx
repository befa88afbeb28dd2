// One field's definition in a sheet, with the control it will be shown beside as one types.
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import { draftOf, emptyDraft, fieldDraftShape, type FieldDraft } from "../../../convex/fields/shape";
import { toKeys, toLabels } from "../../../convex/fields/formula/names";
import {
  canBeSearched,
  canBeUnique,
  fieldTypes,
  isComputed,
  restrictableRoles,
  type FieldType,
} from "../../../convex/fields/words";
import { useOrgMutation, useOrgQuery } from "../../data/org";
import { useZodForm } from "../../data/useZodForm";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { FormActions, FormField } from "../../ui/FormField";
import { uiMessages } from "../../ui/messages";
import { Select } from "../../ui/Select";
import { Sheet } from "../../ui/Sheet";
import { TextField } from "../../ui/TextField";
import { toast } from "../../ui/toast";
import { CurrencyField } from "../organizations/PlaceFields";
import { ChoicesEditor } from "./ChoicesEditor";
import { ExpressionEditor, useFormulaNames } from "./ExpressionEditor";
import { FieldControl } from "./FieldControl";
import { FieldKindIcon } from "./FieldKindIcon";
import type { ManagedField } from "./managedField";
import { kindWords } from "./kindMessages";
import { messages } from "./messages";
import { RollUpEditor } from "./RollUpEditor";

interface Props {
  /** Null for a new one. */
  field: ManagedField | null;
  /** The other fields in use. */
  others: readonly ManagedField[];
  /** Opens the change of kind instead. */
  onKind: (field: ManagedField) => void;
  onClose: () => void;
}

export default function FieldEditor(props: Props) {
  const words = useMessages(messages);
  const settings = useOrgQuery(api.settings.get, {});
  return (
    <Sheet open modal title={props.field === null ? words.newField : words.editField} onClose={props.onClose}>
      {settings && <Editor {...props} currency={settings.currency} country={settings.country} />}
    </Sheet>
  );
}

function Editor({
  field,
  others,
  onKind,
  onClose,
  currency,
  country,
}: Props & { currency: string; country: string }) {
  const words = useMessages(messages);
  const kinds = useMessages(kindWords);
  const ui = useMessages(uiMessages);
  const names = useFormulaNames(others);
  const create = useOrgMutation(api.fields.create);
  const update = useOrgMutation(api.fields.update);
  const started = field === null ? emptyDraft(currency) : draftOf(field, currency);
  const form = useZodForm(fieldDraftShape, {
    defaults: { ...started, expression: toLabels(started.expression, names) },
  });
  const draft = form.watch() as FieldDraft;
  const { type } = draft;
  const sections = [...new Set(others.map(({ section }) => section).filter(Boolean))];

  const send = async (input: FieldDraft) => {
    const sent = { ...input, expression: toKeys(input.expression, names) };
    if (field === null) await create({ entity: "customers", draft: sent });
    else await update({ entity: "customers", key: field.key, draft: sent });
    toast(words.saved({ label: input.label }));
    onClose();
  };

  return (
    <form className="stack" onSubmit={form.submit((input) => send(input as FieldDraft))}>
      <FormField label={words.name} required error={form.error("label")}>
        <TextField
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the sheet was opened to type a name
          autoFocus
          {...form.register("label")}
        />
      </FormField>
      <FormField
        label={words.kind}
        help={field === null || field.type === "relation" ? undefined : words.kindFixed}
        error={form.error("type")}
      >
        {form.control("type", (control) => (
          <Select<FieldType>
            {...control}
            disabled={field !== null}
            options={fieldTypes.map((value) => ({
              value,
              label: kinds[value],
              icon: <FieldKindIcon type={value} />,
            }))}
          />
        ))}
      </FormField>
      {field !== null && field.type !== "relation" && (
        <div>
          <Button size="small" onClick={() => onKind(field)}>
            {words.changeKind}
          </Button>
        </div>
      )}
      {(type === "select" || type === "multiSelect") &&
        form.control("choices", (control) => (
          <ChoicesEditor
            value={control.value}
            onChange={control.onChange}
            problem={form.error("choices")}
            problemAt={(index) => form.error(`choices.${index}.label`)}
          />
        ))}
      {(type === "number" || (type === "formula" && draft.expression !== "")) && (
        <FormField label={words.decimals}>
          {form.control("precision", (control) => (
            <Select
              {...control}
              value={String(control.value)}
              onChange={(value) => control.onChange(Number(value))}
              options={["0", "1", "2", "3", "4", "5", "6"].map((value) => ({ value, label: value }))}
            />
          ))}
        </FormField>
      )}
      {type === "money" && (
        <FormField label={words.currency} error={form.error("currency")}>
          {form.control("currency", (control) => (
            <CurrencyField {...control} />
          ))}
        </FormField>
      )}
      {type === "relation" && (
        <FormField label={words.target}>
          {form.control("target", (control) => (
            <Select
              {...control}
              disabled={field !== null}
              options={[
                { value: "customers", label: words.targetCustomers },
                { value: "members", label: words.targetMembers },
              ]}
            />
          ))}
        </FormField>
      )}
      {type === "formula" &&
        form.control("expression", (control) => (
          <ExpressionEditor
            value={control.value}
            onChange={control.onChange}
            field={field}
            others={others}
            names={names}
            error={form.error("expression")}
          />
        ))}
      {type === "rollUp" &&
        form.control("rollUp", (control) => (
          <RollUpEditor value={control.value} onChange={control.onChange} error={form.error("rollUp.of")} />
        ))}
      {!isComputed(type) && <Preview draft={draft} country={country} />}
      <FormField label={words.help} help={words.helpHelp} error={form.error("help")}>
        <TextField {...form.register("help")} />
      </FormField>
      <FormField label={words.section} help={words.sectionHelp} error={form.error("section")}>
        <TextField list="field-sections" {...form.register("section")} />
      </FormField>
      <datalist id="field-sections">
        {sections.map((section) => (
          <option key={section} value={section}>
            {section}
          </option>
        ))}
      </datalist>
      {!isComputed(type) && type !== "checkbox" && (
        <Checkbox help={words.isRequiredHelp} {...form.register("required")}>
          {words.isRequired}
        </Checkbox>
      )}
      {canBeUnique(type) && (
        <>
          <Checkbox help={words.isUniqueHelp} {...form.register("unique")}>
            {words.isUnique}
          </Checkbox>
          {form.error("unique") && (
            <p className="field-error" role="alert">
              {form.error("unique")}
            </p>
          )}
        </>
      )}
      {canBeSearched(type) && (
        <Checkbox help={words.isSearchableHelp} {...form.register("searchable")}>
          {words.isSearchable}
        </Checkbox>
      )}
      <fieldset className="stack field-set">
        <legend className="field-label">{words.access}</legend>
        <p className="field-note">{words.accessNote}</p>
        <div className="field-access">
          {restrictableRoles.map((role) => (
            <AccessRow key={role} label={words[role]}>
              {form.control(`access.${role}`, (control) => (
                <Select
                  {...control}
                  aria-label={words[role]}
                  options={(isComputed(type)
                    ? (["read", "hidden"] as const)
                    : (["write", "read", "hidden"] as const)
                  ).map((value) => ({ value, label: words[value] }))}
                  value={isComputed(type) && control.value === "write" ? "read" : control.value}
                />
              ))}
            </AccessRow>
          ))}
        </div>
      </fieldset>
      <FormActions problem={form.problem}>
        <Button onClick={onClose}>{ui.cancel}</Button>
        <Button type="submit" look="primary" busy={form.busy}>
          {field === null ? words.create : words.save}
        </Button>
      </FormActions>
    </form>
  );
}

function AccessRow({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <>
      <span>{label}</span>
      {children}
    </>
  );
}

/** The control itself, to try. */
function Preview({ draft, country }: { draft: FieldDraft; country: string }) {
  const words = useMessages(messages);
  const [value, setValue] = useState<unknown>("");
  return (
    <section className="field-preview" aria-label={words.preview}>
      <p className="meta">{words.preview}</p>
      <FormField
        key={draft.type}
        label={draft.label || words.newField}
        required={draft.required}
        help={draft.help || undefined}
      >
        <FieldControl
          field={{
            ...draft,
            choices: draft.choices.map((choice, index) => ({ ...choice, id: choice.id ?? `new-${index}` })),
          }}
          value={value}
          onChange={setValue}
          country={country}
        />
      </FormField>
    </section>
  );
}
