// The organization's own fields among a record's facts, by section, each edited where it stands.
import { Suspense, useId, useMemo, useState } from "react";
import { Link } from "react-router";
import { ChevronDownIcon, ExternalLinkIcon } from "@radix-ui/react-icons";
import { useOrg } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Checkbox } from "../../ui/Checkbox";
import { Fact, InlineEdit } from "../../ui/InlineEdit";
import { LiveValue } from "../../ui/LiveValue";
import { Menu } from "../../ui/Menu";
import { Section } from "../../ui/Page";
import { moneyInput } from "../../i18n/format";
import { useLocale } from "../../i18n/locale";
import { later } from "../../ui/later";
import { bySection } from "./sections";
import { FieldValue, leftover } from "./FieldValue";
import { uiMessages } from "../../ui/messages";
import { valueMessages } from "./valueMessages";
import { useFields, useRelated, type FieldValues, type Related, type ShownField } from "./useFields";

const RelationEdit = later(() => import("./RelationEdit"));

interface Owner {
  _id: string;
  custom: FieldValues;
  updatedByName: string | null;
  may: { update: boolean };
}
type Save = (patch: { custom: Record<string, unknown> }, what: string) => Promise<unknown>;

export function CustomFacts({ customer, save }: { customer: Owner; save: Save }) {
  const words = useMessages(valueMessages);
  const fields = useFields();
  const values = useMemo(() => [customer.custom], [customer.custom]);
  const related = useRelated(fields, values);
  return bySection(fields).map(({ section, fields: group }) => (
    <Section key={section} title={section || words.moreFields} level={3}>
      {group.map((field) => (
        <FieldFact key={field.key} field={field} customer={customer} save={save} related={related} />
      ))}
    </Section>
  ));
}

interface FactProps {
  field: ShownField;
  customer: Owner;
  save: Save;
  related: Related | undefined;
}

function FieldFact({ field, customer, save, related }: FactProps) {
  const words = useMessages(valueMessages);
  const ui = useMessages(uiMessages);
  const value = customer.custom[field.key];
  const mayWrite = field.mayWrite && customer.may.update;
  const put = async (next: unknown) => await save({ custom: { [field.key]: next } }, field.label);
  const isComputed = field.type === "formula" || field.type === "rollUp";
  const live = `customer:${customer._id}.custom.${field.key}`;
  const shown = (
    <LiveValue value={JSON.stringify(value ?? null)} field={live} by={customer.updatedByName}>
      <FieldValue
        field={field}
        value={value}
        related={related}
        empty={
          leftover(field, customer.custom) ??
          (isComputed ? undefined : <span className="quiet">{ui.empty}</span>)
        }
      />
    </LiveValue>
  );
  const label = isComputed ? (
    <span data-tip={field.help ?? words.computed}>{field.label}</span>
  ) : field.help ? (
    <span data-tip={field.help}>{field.label}</span>
  ) : (
    field.label
  );
  if (!mayWrite && field.type !== "relation" && field.type !== "url") {
    return (
      <Fact label={label}>
        <span className="inline-shown">{shown}</span>
      </Fact>
    );
  }
  switch (field.type) {
    case "select":
    case "multiSelect":
      return (
        <Fact label={label}>
          <ChoiceMenu field={field} value={value} put={put}>
            {shown}
          </ChoiceMenu>
        </Fact>
      );
    case "checkbox":
      return (
        <Fact label={label}>
          <CheckboxFact label={field.label} value={value} put={put} />
        </Fact>
      );
    case "relation":
      return (
        <Fact label={label}>
          <RelationFact {...{ field, value, put, related, mayWrite }} />
        </Fact>
      );
    default:
      return <TextFact {...{ field, customer, label, put, mayWrite, live, shown }} />;
  }
}

function TextFact(props: {
  field: ShownField;
  customer: Owner;
  label: React.ReactNode;
  put: (next: unknown) => Promise<unknown>;
  mayWrite: boolean;
  live: string;
  shown: React.ReactNode;
}) {
  const { field, customer, put, mayWrite } = props;
  const words = useMessages(valueMessages);
  const locale = useLocale();
  const format = useFormat();
  const value = customer.custom[field.key];
  const left = leftover(field, customer.custom);
  const text =
    value === undefined
      ? ""
      : typeof value === "number"
        ? field.currency === undefined
          ? format.number(value, { useGrouping: false, maximumFractionDigits: 6 })
          : moneyInput(locale, value, field.currency)
        : String(value as string);
  const kinds = { date: "date", email: "email", phone: "tel", url: "url" } as const;
  const type = kinds[field.type as keyof typeof kinds] as (typeof kinds)[keyof typeof kinds] | undefined;
  return (
    <Fact label={props.label}>
      <div className="inline fact-edit">
        <InlineEdit
          label={field.label}
          value={text}
          onSave={put}
          disabled={!mayWrite}
          multiline={field.type === "longText"}
          field={props.live}
          by={customer.updatedByName}
          {...(type === undefined ? {} : { type })}
          {...(value === undefined ? {} : { display: <FieldValue field={field} value={value} /> })}
          {...(left === undefined ? {} : { placeholder: left })}
        />
        {field.type === "url" && typeof value === "string" && (
          <span className="fact-actions">
            <a
              className="fact-action"
              href={value}
              target="_blank"
              rel="noreferrer"
              aria-label={words.open({ name: field.label })}
            >
              <ExternalLinkIcon aria-hidden />
            </a>
          </span>
        )}
      </div>
    </Fact>
  );
}

function ChoiceMenu(props: {
  field: ShownField;
  value: FieldValues[string] | undefined;
  put: (next: unknown) => Promise<unknown>;
  children: React.ReactNode;
}) {
  const { field, value, put } = props;
  const words = useMessages(valueMessages);
  const isMany = field.type === "multiSelect";
  const chosen = Array.isArray(value) ? value : typeof value === "string" ? [value] : [];
  const offered = (field.choices ?? []).filter(
    ({ id, archived }) => archived !== true || chosen.includes(id),
  );
  const send = (next: unknown) => void put(next).catch(reportError);
  const toggled = (id: string) =>
    chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id];
  return (
    <Menu
      items={() => [
        ...offered.map(({ id, label }) => ({
          label,
          checked: chosen.includes(id),
          keepOpen: isMany,
          onSelect: () => {
            if (isMany) send(toggled(id));
            else if (!chosen.includes(id)) send(id);
          },
        })),
        ...(chosen.length > 0 && !field.required
          ? ["line" as const, { label: words.remove, onSelect: () => send(null) }]
          : []),
      ]}
      trigger={(trigger) => (
        <button type="button" className="inline-shown customer-choice" {...trigger}>
          <span className="visually-hidden">{words.change({ label: field.label })}: </span>
          {props.children}
          <ChevronDownIcon aria-hidden />
        </button>
      )}
    />
  );
}

function CheckboxFact(props: {
  label: string;
  value: FieldValues[string] | undefined;
  put: (next: unknown) => Promise<unknown>;
}) {
  const words = useMessages(valueMessages);
  const id = useId();
  return (
    <span className="inline-shown field-tick">
      <Checkbox
        id={id}
        aria-label={props.label}
        checked={props.value === true}
        onChange={(event) => void props.put(event.target.checked).catch(reportError)}
      />
      <label htmlFor={id}>{props.value === true ? words.yes : words.no}</label>
    </span>
  );
}

function RelationFact(props: {
  field: ShownField;
  value: FieldValues[string] | undefined;
  put: (next: unknown) => Promise<unknown>;
  related: Related | undefined;
  mayWrite: boolean;
}) {
  const { field, value, put, related, mayWrite } = props;
  const words = useMessages(valueMessages);
  const org = useOrg();
  const [isEditing, setEditing] = useState(false);
  const id = typeof value === "string" ? value : "";
  if (isEditing) {
    return (
      <Suspense fallback={<FieldValue field={field} value={value} related={related} />}>
        <RelationEdit
          field={field}
          value={id}
          onDone={(next) => {
            setEditing(false);
            if (next !== null && next !== id) void put(next).catch(reportError);
          }}
        />
      </Suspense>
    );
  }
  const found = related?.[id];
  return (
    <div className="inline fact-edit">
      {mayWrite ? (
        <button
          type="button"
          className="inline-shown"
          data-empty={id === "" || undefined}
          onClick={() => setEditing(true)}
        >
          <span className="visually-hidden">{words.change({ label: field.label })}: </span>
          <FieldValue field={field} value={value} related={related} />
        </button>
      ) : (
        <span className="inline-shown">
          <FieldValue field={field} value={value} related={related} />
        </span>
      )}
      {found?.kind === "customers" && (
        <span className="fact-actions">
          <Link
            className="fact-action"
            to={org.path(`customers/${id}`)}
            aria-label={words.open({ name: found.name })}
          >
            <ExternalLinkIcon aria-hidden />
          </Link>
        </span>
      )}
    </div>
  );
}
