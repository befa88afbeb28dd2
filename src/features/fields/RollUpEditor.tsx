// What a roll-up looks at and works out.
import { measuresOf, rollUpSources, wordsOf, type RollUp } from "../../../convex/fields/rollUpWords";
import type { FieldDraft } from "../../../convex/fields/shape";
import { useMessages } from "../../i18n/messages";
import { FormField } from "../../ui/FormField";
import { Select } from "../../ui/Select";
import { MultiSelect } from "../../ui/TagInput";
import { sourceWords, measureWords, measuredWords, rowWords } from "./kindMessages";
import { messages } from "./messages";

type Draft = FieldDraft["rollUp"];

export function RollUpEditor(props: {
  value: Draft;
  onChange: (rollUp: Draft) => void;
  error: string | undefined;
}) {
  const { value, onChange } = props;
  const words = useMessages(messages);
  const sources = useMessages(sourceWords);
  const measures = useMessages(measureWords);
  const measured = useMessages(measuredWords);
  const wordsOfRows = useMessages(rowWords);
  const offered = (["count", "sum", "min", "max"] as const).filter(
    (measure) => measure === "count" || measuresOf(value.source, measure).length > 0,
  );
  const set = (next: Draft) => {
    const measures = measuresOf(next.source, next.measure);
    const of = measures.includes(next.of ?? "") ? next.of : measures[0];
    onChange({ ...next, ...(of === undefined ? { of: undefined } : { of }) });
  };
  const wordOptions = wordsOf(value.source).map((word) => ({
    value: word,
    label: wordsOfRows[word as keyof typeof wordsOfRows] ?? word,
  }));
  return (
    <>
      <FormField label={words.rollUpOf}>
        <Select
          value={value.source}
          onChange={(source) => set({ source, measure: "count", only: [] })}
          options={rollUpSources.map((source) => ({ value: source, label: sources[source] }))}
        />
      </FormField>
      <FormField label={words.measure}>
        <Select<RollUp["measure"]>
          value={value.measure}
          onChange={(measure) => set({ ...value, measure })}
          options={offered.map((measure) => ({ value: measure, label: measures[measure] }))}
        />
      </FormField>
      {value.measure !== "count" && (
        <FormField label={words.measureOf} error={props.error}>
          <Select
            value={value.of ?? null}
            onChange={(of) => set({ ...value, of })}
            options={measuresOf(value.source, value.measure).map((of) => ({
              value: of,
              label: measured[of as keyof typeof measured] ?? of,
            }))}
          />
        </FormField>
      )}
      <FormField label={words.only}>
        <MultiSelect
          placeholder={value.only.length === 0 ? words.onlyAll : ""}
          value={wordOptions.filter((option) => value.only.includes(option.value))}
          onChange={(options) => set({ ...value, only: options.map((option) => option.value) })}
          options={wordOptions}
        />
      </FormField>
    </>
  );
}
