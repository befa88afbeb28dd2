// One value as people read it: in the list, on the record, in the history.
import { createContext, use, type ReactNode } from "react";
import { CheckIcon } from "@radix-ui/react-icons";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Badge } from "../../ui/Badge";
import { DayText, MoneyText } from "../../ui/Values";
import { leftOf } from "../../../convex/fields/leftovers";
import { isDay, withoutScheme } from "./kinds";
import { valueMessages } from "./valueMessages";
import type { Related, ShownField } from "./useFields";
import "./fields.css";

type Value = string | number | boolean | string[] | undefined;

/** Names of what the relations of a whole list point at. */
export const RelatedNames = createContext<Related | undefined>(undefined);

export interface FieldValueProps {
  field: ShownField;
  value: Value;
  /** Names of what relations point at, where no list around it gives them; undefined while they load. */
  related?: Related | undefined;
  /** What stands where there is nothing. */
  empty?: ReactNode;
}

export function FieldValue({
  field,
  value,
  related,
  empty = <span className="quiet">—</span>,
}: FieldValueProps) {
  const words = useMessages(valueMessages);
  const format = useFormat();
  const around = use(RelatedNames);
  const names = related ?? around;
  if (value === undefined) return empty;
  if (Array.isArray(value)) {
    return (
      <span className="field-choices">
        {value.map((id) => (
          <Choice key={id} field={field} id={id} />
        ))}
      </span>
    );
  }
  if (typeof value === "boolean") {
    return value ? (
      <span className="row field-yes">
        <CheckIcon aria-hidden />
        {words.yes}
      </span>
    ) : (
      <span className="quiet">{words.no}</span>
    );
  }
  if (typeof value === "number") {
    if (field.currency !== undefined) return <MoneyText minor={value} currency={field.currency} />;
    return <span className="numeric">{format.number(value, { maximumFractionDigits: 6 })}</span>;
  }
  if (field.type === "select") return <Choice field={field} id={value} />;
  if (isDay(field)) return <DayText day={value} />;
  if (field.type === "relation") {
    if (names === undefined) return <span className="quiet">…</span>;
    return names[value] ? names[value].name : <span className="quiet">{words.hiddenRecord}</span>;
  }
  if (field.type === "url") return withoutScheme(value);
  return value;
}

/** A value from before the field changed its kind, which did not fit; undefined where there is none. */
export function leftover(field: ShownField, values: Readonly<Record<string, Value>>): ReactNode | undefined {
  const text = field.replaces === undefined ? undefined : values[leftOf(field.key)];
  return typeof text === "string" ? <Leftover text={text} /> : undefined;
}

function Leftover({ text }: { text: string }) {
  const words = useMessages(valueMessages);
  return (
    <span className="field-left truncate" data-tip={words.left}>
      {text}
      <span className="visually-hidden"> ({words.left})</span>
    </span>
  );
}

function Choice({ field, id }: { field: ShownField; id: string }) {
  const choice = field.choices?.find((one) => one.id === id);
  return choice === undefined ? null : <Badge role={choice.color}>{choice.label}</Badge>;
}
