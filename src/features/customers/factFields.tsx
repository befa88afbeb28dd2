// The fields of a customer's facts: a text, a choice, and what nobody edits.
import type { ReactNode } from "react";
import { ChevronDownIcon } from "@radix-ui/react-icons";
import { useShortcut } from "../../data/useShortcut";
import { reportError } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { Fact, InlineEdit } from "../../ui/InlineEdit";
import { LiveValue } from "../../ui/LiveValue";
import { Menu } from "../../ui/Menu";
import { DateText } from "../../ui/Values";
import { recordMessages } from "./recordMessages";
import type { OpenCustomer } from "./openCustomer";
import type { Save } from "./useConfirmedSave";

type TextField =
  | "name"
  | "phone"
  | "secondaryPhone"
  | "email"
  | "website"
  | "companyName"
  | "industry"
  | "sourceDetail"
  | "dateOfBirth"
  | "dateJoined"
  | "metadata";

/** What a customer is reached by: old and new are shown before it changes (CUS-40). */
const confirmed: ReadonlySet<TextField> = new Set(["phone", "email"]);

export function TextFact(props: {
  customer: OpenCustomer;
  save: Save;
  field: TextField;
  label: string;
  type?: "tel" | "email" | "url" | "date";
  display?: ReactNode;
  /** Links beside the value. */
  actions?: ReactNode;
  /** "E" starts editing here. */
  isFirst?: boolean;
}) {
  const { customer, field, label, save, type, display } = props;
  const ui = useMessages(recordMessages);
  const id = `fact-${customer._id}-${field}`;
  useShortcut(
    props.isFirst && customer.may.update ? "E" : null,
    () => document.getElementById(id)?.querySelector<HTMLElement>("button.inline-shown")?.click(),
    ui.facts,
  );
  return (
    <div id={id}>
      <Fact label={label}>
        <div className="inline fact-edit">
          <InlineEdit
            label={label}
            value={customer[field] ?? ""}
            onSave={(text, { seen, reason }) =>
              save({ [field]: text }, label, {
                expected: { [field]: seen },
                ...(reason === undefined ? {} : { reason }),
              })
            }
            confirms={confirmed.has(field)}
            multiline={field === "metadata"}
            disabled={!customer.may.update}
            field={`customer:${customer._id}.${field}`}
            by={customer.updatedByName}
            {...(type === undefined ? {} : { type })}
            {...(display ? { display } : {})}
          />
          {props.actions && <span className="fact-actions">{props.actions}</span>}
        </div>
      </Fact>
    </div>
  );
}

export function ChoiceFact(props: {
  customer: OpenCustomer;
  save: Save;
  field: "type" | "customerSource" | "preferredLanguage";
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
}) {
  const { customer, field, label, options, save, value } = props;
  const shown = (
    <LiveValue value={value} field={`customer:${customer._id}.${field}`} by={customer.updatedByName}>
      {options.find((option) => option.value === value)?.label ?? value}
    </LiveValue>
  );
  return (
    <Fact label={label}>
      {customer.may.update ? (
        <Menu
          items={options.map((option) => ({
            label: option.label,
            checked: option.value === value,
            onSelect: () => {
              if (option.value !== value) {
                void save({ [field]: option.value }, label, { expected: { [field]: value } }).catch(
                  reportError,
                );
              }
            },
          }))}
          trigger={(trigger) => (
            <button type="button" className="inline-shown customer-choice" {...trigger}>
              {shown}
              <ChevronDownIcon aria-hidden />
            </button>
          )}
        />
      ) : (
        <span className="inline-shown">{shown}</span>
      )}
    </Fact>
  );
}

/** When the record was made and changed last, and by whom. */
export function SystemFacts({ customer }: { customer: OpenCustomer }) {
  const record = useMessages(recordMessages);
  return (
    <>
      <Fact label={record.created}>
        <p>
          <DateText at={customer.createdAt} style="day" /> <By who={customer.createdByName} />
        </p>
      </Fact>
      <Fact label={record.updated}>
        <p>
          <DateText at={customer.updatedAt} /> <By who={customer.updatedByName} />
        </p>
      </Fact>
    </>
  );
}

function By({ who }: { who: string | null }) {
  const record = useMessages(recordMessages);
  return who === null ? null : <span className="meta">{record.by({ who })}</span>;
}

/** What nobody edits: the ids the record is known by elsewhere, and when its lifecycle moved. */
export function Milestones({ customer }: { customer: OpenCustomer }) {
  const record = useMessages(recordMessages);
  const shown: [string, ReactNode][] = [];
  const moments = [
    [record.qualified, customer.qualifiedAt],
    [record.converted, customer.convertedAt],
    [record.churned, customer.churnedAt],
  ] as const;
  for (const [label, at] of moments) if (at !== null) shown.push([label, <DateText key={label} at={at} />]);
  if (customer.legacyIds.length > 0) shown.push([record.fieldLegacy, customer.legacyIds.join(", ")]);
  if (customer.stableHashId !== null) shown.push([record.fieldHash, customer.stableHashId]);
  return shown.map(([label, value]) => (
    <Fact key={label} label={label}>
      <span>{value}</span>
    </Fact>
  ));
}
