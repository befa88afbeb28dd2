// The comparison itself: a row per field, a column per record, what agrees folded away.
import { useState } from "react";
import { Cross2Icon } from "@radix-ui/react-icons";
import { useFieldWords, useValueWords } from "../customers/fieldWords";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Avatar } from "../../ui/Avatar";
import { Badge } from "../../ui/Badge";
import { Button, IconButton } from "../../ui/Button";
import type { Preview } from "./preview";
import { messages } from "./messages";

type Field = Preview["fields"][number];

export function FieldTable(props: {
  preview: Preview;
  choices: Record<string, string>;
  onChoose: (field: string, customerId: string) => void;
  onSurvive: (customerId: string) => void;
  onLeaveOut: ((customerId: string) => void) | null;
}) {
  const { preview } = props;
  const words = useMessages(messages);
  const [isAll, setAll] = useState(false);
  const differing = preview.fields.filter(({ differs }) => differs);
  // A field nobody has filled in is not worth a line.
  const agreeing = preview.fields.filter(({ differs, value }) => !differs && value !== undefined);
  return (
    <div className="merge-table" style={{ "--records": preview.records.length } as React.CSSProperties}>
      <div className="merge-heads">
        <span className="meta merge-corner">{words.field}</span>
        {preview.records.map((record, index) => (
          <RecordHead
            key={record.customerId}
            record={record}
            survives={index === 0}
            onSurvive={props.onSurvive}
            onLeaveOut={props.onLeaveOut}
          />
        ))}
        <span className="meta merge-result-head">{words.result}</span>
      </div>
      {differing.map((field) => (
        <FieldRow key={field.field} field={field} {...props} />
      ))}
      {isAll && agreeing.map((field) => <FieldRow key={field.field} field={field} {...props} />)}
      {agreeing.length > 0 && (
        <div className="merge-more">
          <Button look="ghost" size="small" aria-expanded={isAll} onClick={() => setAll(!isAll)}>
            {isAll ? words.hideSame : words.same({ n: agreeing.length })}
          </Button>
        </div>
      )}
    </div>
  );
}

function RecordHead(props: {
  record: Preview["records"][number];
  survives: boolean;
  onSurvive: (customerId: string) => void;
  onLeaveOut: ((customerId: string) => void) | null;
}) {
  const { record, survives } = props;
  const words = useMessages(messages);
  const format = useFormat();
  return (
    <div className="merge-head" data-survives={survives || undefined}>
      <div className="row">
        <Avatar name={record.name} round />
        <strong className="truncate">{record.name}</strong>
        {props.onLeaveOut !== null && (
          <IconButton
            size="small"
            label={words.removeOne({ name: record.name })}
            onClick={() => props.onLeaveOut?.(record.customerId)}
          >
            <Cross2Icon aria-hidden />
          </IconButton>
        )}
      </div>
      <p className="meta numeric">
        {record.customerCode} · {words.since({ date: format.date(record.createdAt) })}
      </p>
      {survives ? (
        <Badge role="positive">{words.survives}</Badge>
      ) : (
        <Button size="small" onClick={() => props.onSurvive(record.customerId)}>
          {words.surviveThis}
        </Button>
      )}
    </div>
  );
}

function FieldRow(props: {
  field: Field;
  preview: Preview;
  choices: Record<string, string>;
  onChoose: (field: string, customerId: string) => void;
}) {
  const { field, preview } = props;
  const words = useMessages(messages);
  const fieldWord = useFieldWords();
  const valueWord = useValueWords(preview.names);
  const name = fieldWord(field.field) ?? field.field;
  // A choice shows at once; the preview confirms it a moment later.
  const choice = preview.records.find(({ customerId }) => customerId === props.choices[field.field]);
  const from = choice?.customerId ?? field.from;
  const result = choice === undefined ? field.value : choice.values[field.field];
  return (
    <fieldset className="merge-row" aria-label={words.chooseFor({ field: name })}>
      <span className="meta merge-name" aria-hidden>
        {name}
      </span>
      {preview.records.map((record) => {
        const value = record.values[field.field];
        const isChosen = from === record.customerId;
        if (value === undefined)
          return (
            <span key={record.customerId} className="merge-cell merge-none" aria-hidden>
              –
            </span>
          );
        return (
          <label key={record.customerId} className="merge-cell" data-chosen={isChosen || undefined}>
            <input
              type="radio"
              name={field.field}
              checked={isChosen}
              disabled={!field.differs}
              onChange={() => props.onChoose(field.field, record.customerId)}
            />
            <span className="merge-value">
              <span className="merge-of meta">{record.customerCode} </span>
              {valueWord(field.field, value)}
            </span>
          </label>
        );
      })}
      <output className="merge-result">
        {field.mustChoose && choice === undefined ? (
          <span className="field-error" role="alert">
            {words.mustChoose}
          </span>
        ) : (
          <>
            {from === "combined" && <Badge role="info">{words.combined}</Badge>}{" "}
            {valueWord(field.field, result)}
          </>
        )}
      </output>
    </fieldset>
  );
}
