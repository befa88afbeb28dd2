// The form of the edit page. Fields nobody touched here follow the record live; one that somebody else changed under a
// draft shows both values and waits for a choice.
import { useEffect, useMemo, useRef, useState } from "react";
import type * as z from "zod";
import type { api } from "../../../convex/_generated/api";
import { newCustomerShape, type CustomerInput } from "../../../convex/customers/shape";
import { customerSources, customerTypes } from "../../../convex/customers/words";
import { isSameValue } from "../../../convex/shared/conflict";
import { dayOf } from "../../../convex/shared/days";
import { factsOf } from "../../data/errorMessage";
import { useOrg, type useOrgQuery } from "../../data/org";
import { useZodForm } from "../../data/useZodForm";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { DateField } from "../../ui/DateField";
import { FormActions, FormField } from "../../ui/FormField";
import { uiMessages } from "../../ui/messages";
import { Section } from "../../ui/Page";
import { PhoneField } from "../../ui/PhoneField";
import { Select } from "../../ui/Select";
import { TextArea } from "../../ui/TextArea";
import { TextField } from "../../ui/TextField";
import { CustomerProfilePanel } from "../profiles/CustomerProfilePanel";
import { typeWord } from "./badges";
import {
  addressParts,
  editFields,
  editSections,
  toValues,
  type EditField,
  type EditValues,
} from "./editFields";
import { useFieldWords, useValueWords } from "./fieldWords";
import { messages } from "./messages";
import { recordMessages } from "./recordMessages";
import { sourceWord } from "./sources";
import type { OpenCustomer } from "./openCustomer";
import { timelineMessages } from "./timelineMessages";
import { useCustomerEdit, type CustomerPatch } from "./useCustomerEdit";
import { useEditDraft } from "./useEditDraft";

interface Asked {
  patch: CustomerPatch;
  changes: { field: EditField; from: unknown; to: unknown }[];
}

export function EditForm(props: {
  customer: OpenCustomer;
  rules: NonNullable<ReturnType<typeof useOrgQuery<typeof api.customers.rules>>>;
  /** The record went meanwhile: what is typed stays to be copied. */
  isGone: boolean;
  onDone: () => void;
}) {
  const { customer, rules, isGone } = props;
  const words = useMessages(timelineMessages);
  const ui = useMessages(uiMessages);
  const record = useMessages(recordMessages);
  const org = useOrg();
  const edit = useCustomerEdit(customer);
  const [today] = useState(() => dayOf(Date.now(), rules.timeZone));
  const shape = useMemo(
    () =>
      newCustomerShape({ ...rules, today }) as unknown as z.ZodType<CustomerInput & EditValues, EditValues>,
    [rules, today],
  );
  const form = useZodForm(shape, { defaults: toValues(customer) });
  const [asked, setAsked] = useState<Asked | null>(null);
  const [reason, setReason] = useState("");
  const { getValues, setValue, resetField } = form;
  // The form's defaults are what this person has seen of each field.
  const seen = form.formState.defaultValues as EditValues;
  const values = form.watch() as EditValues;
  const live = toValues(customer);
  const moved = editFields.filter(
    (field) => !isSameValue(live[field], seen[field]) && !isSameValue(live[field], values[field]),
  );
  const isDraft = (field: EditField) => !isSameValue(values[field], seen[field]);
  const conflicts = moved.filter(isDraft);
  const flowing = moved.filter((field) => !isDraft(field)).join(" ");
  useEffect(() => {
    const now = toValues(customer);
    for (const field of flowing.split(" ").filter((name) => name !== "")) {
      resetField(field as never, { defaultValue: now[field as EditField] as never });
    }
  }, [flowing, customer, resetField]);

  const draft = useEditDraft(
    customer._id,
    Object.fromEntries(
      editFields.filter(isDraft).map((field) => [field, { seen: seen[field], mine: values[field] }]),
    ),
  );
  useEffect(() => {
    for (const [field, { seen: before, mine }] of Object.entries(draft.kept)) {
      resetField(field as never, { defaultValue: before as never });
      setValue(field as never, mine as never, { shouldDirty: true });
    }
    // oxlint-disable-next-line react/exhaustive-deps -- what was kept is put back once, when the page opens
  }, []);
  const leave = () => {
    draft.discard();
    props.onDone();
  };

  const settle = (field: EditField, isTheirs: boolean) => {
    const mine = getValues(field as never) as never;
    resetField(field as never, { defaultValue: live[field] as never });
    if (!isTheirs) setValue(field as never, mine, { shouldDirty: true });
  };

  const ask = () => {
    if (conflicts.length > 0) return;
    const changed = editFields.filter(isDraft);
    if (changed.length === 0) return leave();
    setAsked({
      patch: Object.fromEntries(changed.map((field) => [field, toPatch(values[field])])) as CustomerPatch,
      changes: changed.map((field) => ({ field, from: seen[field], to: values[field] })),
    });
  };

  const save = async ({ patch, changes }: Asked) => {
    try {
      await edit.save(patch, words.fields({ n: changes.length }), {
        expected: Object.fromEntries(changes.map(({ field, from }) => [field, from])),
        ...(reason.trim() === "" ? {} : { reason: reason.trim() }),
      });
      leave();
    } catch (error) {
      setAsked(null);
      // The value that was faster arrives by itself, and stands beside the draft then.
      if (factsOf(error)?.code !== "CONFLICT") throw error;
    }
  };

  return (
    <form className="edit-form stack" onSubmit={form.submit(() => (asked === null ? ask() : save(asked)))}>
      {editSections.map(({ id, fields }) => (
        <Section key={id} title={words[`section.${id}`]}>
          <div className="edit-fields">
            {fields.map((field) => (
              <Field key={field} field={field} form={form} country={rules.country} />
            ))}
            {id === "linking" && <Links customer={customer} />}
            {id === "linking" && !isGone && org.can("profiles:read") && (
              <div>
                <p className="meta">{record.fieldProfile}</p>
                <CustomerProfilePanel customer={customer} />
              </div>
            )}
          </div>
        </Section>
      ))}
      {conflicts.map((field) => (
        <Conflict
          key={field}
          field={field}
          mine={values[field]}
          theirs={live[field]}
          by={customer.updatedByName}
          onSettle={(isTheirs) => settle(field, isTheirs)}
        />
      ))}
      {asked !== null && <Changes changes={asked.changes} reason={reason} onReason={setReason} />}
      <FormActions problem={form.problem}>
        <Button onClick={() => (asked === null ? leave() : setAsked(null))}>{ui.cancel}</Button>
        <Button
          type="submit"
          look="primary"
          busy={form.busy}
          disabled={conflicts.length > 0 || isGone || !customer.may.update}
        >
          {asked === null ? words.review : ui.save}
        </Button>
      </FormActions>
    </form>
  );
}

/** An address without any filled part is no address. */
function toPatch(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Object.values(value).every((part) => part === "") ? null : value;
}

type Form = ReturnType<typeof useZodForm<z.ZodType<CustomerInput & EditValues, EditValues>>>;

function Field({ field, form, country }: { field: EditField; form: Form; country: string }) {
  const words = useMessages(messages);
  const record = useMessages(recordMessages);
  const label = useFieldWords()(field) ?? field;
  const error = form.error(field as never);
  if (field === "address") {
    const parts = {
      line1: record.line1,
      line2: record.line2,
      city: record.city,
      postalCode: record.postalCode,
      state: record.region,
      country: record.country,
    };
    return addressParts.map((part) => (
      <FormField key={part} label={parts[part]} error={form.error(`address.${part}` as never)}>
        <TextField {...form.register(`address.${part}` as never)} />
      </FormField>
    ));
  }
  if (field === "emailConsent" || field === "smsConsent" || field === "marketingConsent") {
    return (
      <div className="edit-tick">
        <Checkbox {...form.register(field as never)}>{label}</Checkbox>
      </div>
    );
  }
  const options = {
    type: customerTypes.map((value) => ({ value: value as string, label: typeWord(words, value) })),
    customerSource: customerSources.map((value) => ({ value: value as string, label: sourceWord(value) })),
    preferredLanguage: [
      { value: "en", label: record.languageEn },
      { value: "ru", label: record.languageRu },
    ],
  };
  return (
    <FormField label={label} required={field === "name" || field === "customerSource"} error={error}>
      {field === "type" || field === "customerSource" || field === "preferredLanguage" ? (
        form.control(field as never, (control) => <Select {...control} options={options[field]} />)
      ) : field === "phone" || field === "secondaryPhone" ? (
        form.control(field as never, (control) => <PhoneField {...control} country={country} />)
      ) : field === "notes" || field === "metadata" ? (
        <TextArea rows={field === "notes" ? 3 : 2} {...form.register(field as never)} />
      ) : field === "dateOfBirth" || field === "dateJoined" ? (
        form.control(field as never, (control) => (
          <DateField raw {...control} onChange={(day) => control.onChange(day ?? "")} />
        ))
      ) : (
        <TextField type={field === "email" ? "email" : "text"} {...form.register(field as never)} />
      )}
    </FormField>
  );
}

/** Ids of the same customer elsewhere: told, not edited. */
function Links({ customer }: { customer: OpenCustomer }) {
  const record = useMessages(recordMessages);
  return (
    <dl className="edit-links">
      <dt className="meta">{record.fieldLegacy}</dt>
      <dd>{customer.legacyIds.length === 0 ? record.empty : customer.legacyIds.join(", ")}</dd>
      <dt className="meta">{record.fieldHash}</dt>
      <dd>{customer.stableHashId ?? record.empty}</dd>
    </dl>
  );
}

function Conflict(props: {
  field: EditField;
  mine: unknown;
  theirs: unknown;
  by: string | null;
  onSettle: (isTheirs: boolean) => void;
}) {
  const ui = useMessages(uiMessages);
  const { field } = props;
  const label = useFieldWords()(field) ?? field;
  const shown = useValueWords({});
  return (
    <div className="history-conflict stack" role="alert">
      <p>
        <strong>{label}.</strong> {ui.alsoChanged({ who: props.by })}{" "}
        <strong>{shown(field, props.theirs)}</strong>
      </p>
      <p className="quiet">
        {ui.yours} {shown(field, props.mine)}
      </p>
      <div className="row">
        <Button size="small" onClick={() => props.onSettle(true)}>
          {ui.takeTheirs}
        </Button>
        <Button size="small" onClick={() => props.onSettle(false)}>
          {ui.keepMine}
        </Button>
      </div>
    </div>
  );
}

function Changes(props: { changes: Asked["changes"]; reason: string; onReason: (reason: string) => void }) {
  const words = useMessages(timelineMessages);
  const ui = useMessages(uiMessages);
  const fieldWord = useFieldWords();
  const shown = useValueWords({});
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div className="as-of" role="group" aria-label={words.review} tabIndex={-1} ref={box}>
      <strong>{words.changedFields({ n: props.changes.length })}</strong>
      <dl className="history-changes">
        {props.changes.map(({ field, from, to }) => (
          <div key={field}>
            <dt className="meta">{fieldWord(field) ?? field}</dt>
            <dd>
              <del>{shown(field, from)}</del>
              <ins>{shown(field, to)}</ins>
            </dd>
          </div>
        ))}
      </dl>
      <FormField label={ui.reasonOptional}>
        <TextField
          value={props.reason}
          maxLength={500}
          onChange={(event) => props.onReason(event.target.value)}
        />
      </FormField>
    </div>
  );
}
