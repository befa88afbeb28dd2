// The value of a condition: words to tick, a yes or no, days by date or counted from today, numbers and money.
import { periods, type Condition } from "../../../convex/customers/conditions";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { localToday } from "../../i18n/dayText";
import { DateField } from "../../ui/DateField";
import { Menu } from "../../ui/Menu";
import { MoneyField } from "../../ui/MoneyField";
import { Select } from "../../ui/Select";
import { TagInput } from "../../ui/TagInput";
import { TextField } from "../../ui/TextField";
import { filterMessages } from "./filterMessages";
import { periodWord, type FieldWords } from "./useFilterWords";

export function FilterValue(props: {
  condition: Condition;
  known: FieldWords;
  currency: string;
  onChange: (condition: Condition) => void;
}) {
  const words = useMessages(filterMessages);
  const { condition, known, onChange } = props;
  const { op, values } = condition;
  const set = (next: Condition["values"]) => onChange({ ...condition, values: next });
  const at = (index: number, value: string | number) => set(values.with(index, value));
  if (op === "empty" || op === "filled") return null;
  if (known.field.kind === "flag") {
    return (
      <Select
        aria-label={words.value}
        value={values[0] === false ? "no" : "yes"}
        onChange={(value) => set([value === "yes"])}
        options={[
          { value: "yes", label: words.yes },
          { value: "no", label: words.no },
        ]}
      />
    );
  }
  if (known.field.kind === "choice") {
    if (known.choices === null) {
      return <TagInput aria-label={words.values} value={values.map(String)} onChange={(next) => set(next)} />;
    }
    return <Words choices={known.choices} values={values} onChange={set} />;
  }
  if (known.field.kind === "day") {
    if (op === "within") return <PeriodValue value={String(values[0])} onChange={(value) => set([value])} />;
    return values.map((value, index) => (
      // oxlint-disable-next-line react/no-array-index-key -- from and to
      <DayValue key={index} value={String(value)} onChange={(next) => at(index, next)} />
    ));
  }
  return values.map((value, index) => {
    const label = op === "between" ? (index === 0 ? words.from : words.to) : words.value;
    return known.field.money ? (
      <MoneyField
        // oxlint-disable-next-line react/no-array-index-key -- from and to
        key={index}
        aria-label={label}
        value={Number(value)}
        currency={known.currency ?? props.currency}
        onChange={(minor) => minor !== null && !Number.isNaN(minor) && at(index, minor)}
      />
    ) : (
      <TextField
        // oxlint-disable-next-line react/no-array-index-key -- from and to
        key={index}
        aria-label={label}
        type="number"
        className="numeric"
        value={String(value)}
        onChange={(event) => at(index, Number(event.target.value) || 0)}
      />
    );
  });
}

function Words(props: {
  choices: NonNullable<FieldWords["choices"]>;
  values: Condition["values"];
  onChange: (values: Condition["values"]) => void;
}) {
  const words = useMessages(filterMessages);
  // A word that is not offered (any more) still filters, and is shown as it is.
  const chosen = props.values.map(
    (value) => props.choices.find((choice) => choice.value === value) ?? { label: String(value) },
  );
  return (
    <Menu
      items={[
        {
          label: words.everyWord,
          checked: chosen.length === 0,
          keepOpen: true,
          onSelect: () => props.onChange([]),
        },
        ...props.choices.map(({ value, label }) => ({
          label,
          checked: props.values.includes(value),
          keepOpen: true,
          onSelect: () =>
            props.onChange(
              props.values.includes(value)
                ? props.values.filter((one) => one !== value)
                : [...props.values, value],
            ),
        })),
      ]}
      trigger={(trigger) => (
        <Button {...trigger} size="small" className="filter-words">
          <span className="truncate">
            {chosen.length === 0 ? words.choose : chosen.map(({ label }) => label).join(words.or)}
          </span>
        </Button>
      )}
    />
  );
}

function PeriodValue({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const words = useMessages(filterMessages);
  const counted = /^(past|next):(\d+)$/.exec(value);
  return (
    <>
      <Select
        aria-label={words.value}
        value={counted?.[1] ?? value}
        onChange={(next) => onChange(next === "past" || next === "next" ? `${next}:30` : next)}
        options={[
          ...periods.map((period) => ({ value: period as string, label: periodWord(words, period) })),
          { value: "past", label: words.pastChoice },
          { value: "next", label: words.nextChoice },
        ]}
      />
      {counted && (
        <TextField
          aria-label={words.days}
          type="number"
          min={1}
          max={3650}
          className="numeric filter-days"
          value={counted[2]}
          onChange={(event) =>
            onChange(`${counted[1]}:${Math.max(1, Math.min(3650, Number(event.target.value) || 1))}`)
          }
        />
      )}
    </>
  );
}

function DayValue({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const words = useMessages(filterMessages);
  const relative = /^today(?:([+-])(\d+))?$/.exec(value);
  const unit = relative === null ? "date" : relative[1] === "+" ? "ahead" : "ago";
  const days = Number(relative?.[2] ?? 0);
  const counted = (n: number, to: string) =>
    n === 0 && to === "ago" ? "today" : `today${to === "ahead" ? "+" : "-"}${n}`;
  return (
    <>
      {relative === null ? (
        <DateField aria-label={words.value} value={value} onChange={(day) => day !== null && onChange(day)} />
      ) : (
        <TextField
          aria-label={words.days}
          type="number"
          min={0}
          max={9999}
          className="numeric filter-days"
          value={String(days)}
          onChange={(event) =>
            onChange(counted(Math.max(0, Math.min(9999, Number(event.target.value) || 0)), unit))
          }
        />
      )}
      <Select
        aria-label={words.unit}
        value={unit}
        onChange={(next) => onChange(next === "date" ? localToday() : counted(days === 0 ? 30 : days, next))}
        options={[
          { value: "ago", label: words.unitDaysAgo },
          { value: "ahead", label: words.unitDaysAhead },
          { value: "date", label: words.unitDate },
        ]}
      />
    </>
  );
}
