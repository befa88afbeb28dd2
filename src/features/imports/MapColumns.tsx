// The second step: what each column means, with the file's own examples and the first rows as they would be kept.
import { useEffect, useState } from "react";
import { isEntryKind } from "../../../convex/imports/entryFields";
import {
  fieldsOf,
  rowKinds,
  type ImportField,
  type MatchBy,
  type RowKind,
} from "../../../convex/imports/fields";
import { useFeatureFlag } from "../../hooks/useFeatureFlag";
import { Button } from "../../ui/Button";
import { FormField } from "../../ui/FormField";
import { ProgressBar } from "../../ui/Feedback";
import { Section } from "../../ui/Page";
import { Select, type Option } from "../../ui/Select";
import { DateText } from "../../ui/Values";
import { Problem } from "../../ui/FileDrop";
import { useMessages } from "../../i18n/messages";
import { sourceWord } from "../customers/sources";
import { useEntryValues } from "./entryValues";
import { Issues } from "./Issues";
import { useFormat } from "../../i18n/format";
import { fieldMessages } from "./fieldMessages";
import { leftMessages, messages } from "./messages";
import { MissingFields } from "./MissingFields";
import type { SampleRow } from "./reading/messages";
import type { Mapping } from "./useImport";

export function MapColumns({ state, onRestart }: { state: Mapping; onRestart: () => void }) {
  const words = useMessages(messages);
  const fields = useMessages(fieldMessages);
  const { file, mapping } = state;
  const isContacts = state.kind === "contacts";
  const isEntries = isEntryKind(state.kind);
  const leftWords = useMessages(leftMessages);
  const format = useFormat();
  const parts = {
    customers: words.customers,
    contacts: words.contacts,
    interactions: words.interactions,
    notes: words.notes,
    documents: words.documents,
  };
  const withLeads = useFeatureFlag("leads");
  const withDocuments = useFeatureFlag("documents");
  // Documents come with their files, which only an archive holds.
  const kinds = rowKinds.filter(
    (kind) =>
      (kind !== "leads" || withLeads) && (kind !== "documents" || (file.as === "documents" && withDocuments)),
  );
  const kindWords = {
    customers: words.aCustomer,
    leads: words.aLead,
    contacts: words.aContact,
    interactions: words.anInteraction,
    notes: words.aNote,
    documents: words.aDocument,
  };
  const set = (column: number, field: string | null) =>
    state.change({
      mapping: mapping.map((current, index) =>
        index === column ? field : current === field ? null : current,
      ),
    });
  const options: Option[] = [
    { value: "", label: words.leaveOut },
    ...fieldsOf(state.kind).map((field): Option => ({ value: field, label: fields[field] })),
    ...state.fields.map((field): Option => ({ value: `custom.${field.key}`, label: field.label })),
  ];
  const meaning = (target: string) => options.find(({ value }) => value === target)?.label ?? target;
  const keys: MatchBy[] = [
    ...(["customerCode", "legacyId", "email", "phone"] as const),
    ...state.fields.filter(({ unique }) => unique).map(({ key }) => `custom.${key}` as const),
  ];
  return (
    <div className="stack">
      <div className="row import-file">
        <strong className="truncate">{file.name}</strong>
        <span className="meta numeric">{words.rows({ n: file.rows })}</span>
        <Button look="ghost" size="small" onClick={onRestart}>
          {words.otherFile}
        </Button>
      </div>
      <div className="import-options">
        <FormField label={words.eachRow}>
          <Select
            value={state.kind}
            onChange={state.readAs}
            options={kinds.map((kind) => ({
              value: kind,
              label: kindWords[kind],
            }))}
          />
        </FormField>
        {file.sheets.length > 1 && (
          <FormField label={words.sheet}>
            <Select
              value={String(file.sheet)}
              onChange={(sheet) => state.openSheet(Number(sheet))}
              options={file.sheets.map((name, index) => ({
                value: String(index),
                label: file.as === undefined ? name : (parts[name as keyof typeof parts] ?? name),
              }))}
            />
          </FormField>
        )}
      </div>
      {file.as !== undefined && file.sheets.length > 1 && <p className="meta">{words.archiveOrder}</p>}
      {file.left.length > 0 && (
        <p className="meta">
          {words.archiveLeft}{" "}
          {file.left.map(({ table, rows }) => `${leftWords[table]} ${format.number(rows)}`).join(", ")}
        </p>
      )}
      <MissingFields state={state} />
      {state.last && (
        <p className="row import-last">
          <span>
            {words.asLastTime({ file: state.last.fileName })} <DateText at={state.last.usedAt} />
          </span>
          <Button look="ghost" size="small" onClick={() => state.change({ ...state.fresh, last: null })}>
            {words.startAfresh}
          </Button>
        </p>
      )}
      <Section title={words.columns} note={isContacts || isEntries ? words.contactsNote : words.columnsNote}>
        <div className="import-columns" role="table" aria-label={words.columns}>
          <div role="row" className="import-columns-head meta">
            <span role="columnheader">{words.column}</span>
            <span role="columnheader">{words.examples}</span>
            <span role="columnheader">{words.meaning}</span>
          </div>
          {file.headings.map((heading, column) => (
            <div role="row" key={`${column} ${heading}`} data-off={mapping[column] === null || undefined}>
              <span role="cell" className="truncate import-heading">
                {heading || words.noHeading}
              </span>
              <span role="cell" className="truncate quiet">
                {file.examples[column]!.join(" · ")}
              </span>
              <span role="cell">
                <Select
                  aria-label={`${words.meaning}: ${heading || words.noHeading}`}
                  value={mapping[column] ?? ""}
                  onChange={(value) => set(column, value === "" ? null : value)}
                  options={options}
                />
              </span>
            </div>
          ))}
        </div>
      </Section>
      <div className="import-options">
        {isEntries ? null : isContacts ? (
          <FormField label={words.missing}>
            <Select
              value={state.missing}
              onChange={(missing) => state.change({ missing })}
              options={[
                { value: "reject", label: words.missingReject },
                { value: "create", label: words.missingCreate },
              ]}
            />
          </FormField>
        ) : (
          <FormField label={words.matchBy} {...(state.matchBy === "any" ? {} : { help: words.matchNote })}>
            <Select
              value={state.matchBy}
              onChange={(matchBy) => state.change({ matchBy })}
              options={[
                { value: "any" as MatchBy, label: words.matchAny },
                ...keys.map((key) => ({
                  value: key,
                  label: mapping.includes(key)
                    ? words.matchOnly({ field: meaning(key) })
                    : `${words.matchOnly({ field: meaning(key) })} (${words.noMatchColumn})`,
                  disabled: !mapping.includes(key),
                })),
              ]}
            />
          </FormField>
        )}
        {!isEntries && (
          <FormField label={isContacts ? words.contactDuplicates : words.duplicates}>
            <Select
              value={state.duplicates}
              onChange={(duplicates) => state.change({ duplicates })}
              options={[
                { value: "link", label: isContacts ? words.contactLink : words.link },
                { value: "update", label: isContacts ? words.contactUpdate : words.update },
                { value: "skip", label: isContacts ? words.contactSkip : words.skip },
              ]}
            />
          </FormField>
        )}
        {!isContacts && (
          <FormField label={words.dateOrder}>
            <Select
              value={state.dateOrder}
              onChange={(dateOrder) => state.change({ dateOrder })}
              options={[
                { value: "dmy", label: words.dmy },
                { value: "mdy", label: words.mdy },
              ]}
            />
          </FormField>
        )}
      </div>
      <Preview state={state} />
      {state.problem && <Problem>{state.problem}</Problem>}
      <div className="import-actions">
        {state.progress !== null && (
          <div className="import-progress">
            <ProgressBar value={state.progress} label={words.checking} />
          </div>
        )}
        <Button
          look="primary"
          busy={state.progress !== null}
          disabled={state.problem !== null || state.plan === null}
          onClick={state.tryOut}
        >
          {state.progress === null ? words.check : words.checking}
        </Button>
      </div>
    </div>
  );
}

/** The first rows, read exactly as the server will read them. */
function Preview({ state }: { state: Mapping }) {
  const words = useMessages(messages);
  const fields = useMessages(fieldMessages);
  const valueWord = useEntryValues(state.kind);
  const [rows, setRows] = useState<SampleRow[] | null>(null);
  const { reader, plan } = state;
  const cellsOf = {
    customers: customerCells,
    leads: leadCells,
    contacts: contactCells,
    interactions: (row: SampleRow) => entryCells(row, valueWord),
    notes: (row: SampleRow) => entryCells(row, valueWord),
    documents: (row: SampleRow) => entryCells(row, valueWord),
  }[state.kind];
  const shown = previewed[state.kind];
  // The worker does one thing at a time.
  const isBusy = state.progress !== null;
  useEffect(() => {
    if (plan === null || isBusy) return;
    let isCurrent = true;
    void reader.sample(plan).then((sample) => {
      if (isCurrent) setRows(sample);
    });
    return () => {
      isCurrent = false;
    };
  }, [reader, plan, isBusy]);
  return (
    <Section title={words.preview}>
      <div
        className="import-scroll"
        style={{ minHeight: 8 * 33 }}
        role="region"
        aria-label={words.preview}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
        tabIndex={0}
      >
        <table className="import-table">
          <thead>
            <tr>
              <th scope="col">{words.row}</th>
              {shown.map((field) => (
                <th key={field} scope="col">
                  {fields[field]}
                </th>
              ))}
              <th scope="col">{words.why}</th>
            </tr>
          </thead>
          <tbody>
            {rows?.map((row) => (
              <tr
                key={row.number}
                data-off={(row.customer ?? row.contact ?? row.entry) === undefined || undefined}
              >
                <td className="numeric quiet">{row.number}</td>
                {cellsOf(row).map((cell, at) => (
                  <td key={shown[at]} className={numeric.has(shown[at]!) ? "numeric" : "truncate"}>
                    {cell ?? (at === 0 ? "—" : "")}
                  </td>
                ))}
                <td>
                  <Issues issues={row.issues} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

/** What the preview shows of a row, in this order. */
const previewed = {
  customers: ["name", "phone", "email", "customerSource", "dateOfBirth"],
  leads: ["name", "phone", "email", "leadTitle", "leadStatus"],
  contacts: ["name", "ofName", "email", "phone", "title"],
  interactions: ["ofName", "entryDate", "entryType", "subject", "body"],
  notes: ["ofName", "entryDate", "entryType", "body", "author"],
  documents: ["ofName", "entryDate", "entryType", "subject", "files"],
} as const satisfies Record<RowKind, readonly ImportField[]>;
const numeric = new Set<ImportField>(["phone", "dateOfBirth", "entryDate"]);

const customerCells = ({ customer }: SampleRow) => [
  customer?.name,
  customer?.phone,
  customer?.email,
  customer?.customerSource && sourceWord(customer.customerSource),
  customer?.dateOfBirth,
];
const leadCells = ({ customer, lead }: SampleRow) => [
  customer?.name,
  customer?.phone,
  customer?.email,
  lead?.title,
  lead?.status,
];
const contactCells = ({ contact }: SampleRow) => [
  contact && `${contact.values.firstName} ${contact.values.lastName}`,
  contact && Object.values(contact.named)[0],
  contact?.values.email,
  contact?.values.phone ?? contact?.values.mobile,
  contact?.values.title,
];

/** As `previewed` names them. */
function entryCells(
  { entry: row }: SampleRow,
  valueWord: (field: string, value: unknown) => string | null,
): (string | null | undefined)[] {
  if (row === undefined) return [undefined, undefined, undefined, undefined, undefined];
  const { entry, named, at, author } = row;
  const said =
    entry.kind === "interactions"
      ? [entry.type, entry.subject, entry.description]
      : entry.kind === "notes"
        ? [entry.noteType, entry.noteText, author]
        : [entry.documentType, entry.documentName, entry.files.map(({ fileName }) => fileName).join(", ")];
  const [type, ...texts] = said;
  return [
    named.ofName ?? Object.values(named)[0],
    valueWord("entryDate", at),
    valueWord("entryType", type),
    ...texts,
  ];
}
