// A formula as text, judged while it is typed: what it gives, or what does not fit.
import { useMemo, useRef } from "react";
import { customerFacts, type CustomerFact } from "../../../convex/fields/facts";
import { compileFormulas, FormulaRing, readAs } from "../../../convex/fields/graph";
import { functions } from "../../../convex/fields/formula/functions";
import { toKeys } from "../../../convex/fields/formula/names";
import { FormulaProblem } from "../../../convex/fields/formula/parse";
import type { FormulaType } from "../../../convex/fields/words";
import { fieldMessage } from "../../data/fieldMessage";
import { useLocale, type Locale } from "../../i18n/locale";
import { useMessages } from "../../i18n/messages";
import { FormField } from "../../ui/FormField";
import { TextArea } from "../../ui/TextArea";
import type { ManagedField } from "./managedField";
import { factWords } from "./kindMessages";
import { messages } from "./messages";

/** Names people write in braces, by key: the organization's fields and the record's own facts. */
export function useFormulaNames(others: readonly ManagedField[]): ReadonlyMap<string, string> {
  const facts = useMessages(factWords);
  return useMemo(() => {
    const own = Object.keys(customerFacts) as CustomerFact[];
    return new Map<string, string>([
      ...own.map((key) => [key, facts[key]] as const),
      ...others.filter((field) => readAs(field) !== undefined).map(({ key, label }) => [key, label] as const),
    ]);
  }, [others, facts]);
}

export function ExpressionEditor(props: {
  value: string;
  onChange: (text: string) => void;
  field: ManagedField | null;
  others: readonly ManagedField[];
  names: ReadonlyMap<string, string>;
  error: string | undefined;
}) {
  const { value, names } = props;
  const words = useMessages(messages);
  const locale = useLocale();
  const box = useRef<HTMLTextAreaElement>(null);
  const judged = useMemo(
    () => judge(toKeys(value, names), props.field, props.others, locale),
    [value, names, props.field, props.others, locale],
  );
  const gives: Record<FormulaType, string> = {
    number: words.givesNumber,
    text: words.givesText,
    date: words.givesDate,
    checkbox: words.givesCheckbox,
  };
  const insert = (text: string) => {
    const at = box.current?.selectionStart ?? value.length;
    const end = box.current?.selectionEnd ?? at;
    props.onChange(value.slice(0, at) + text + value.slice(end));
    requestAnimationFrame(() => {
      box.current?.focus();
      box.current?.setSelectionRange(at + text.length, at + text.length);
    });
  };
  const problem = value.trim() === "" ? undefined : judged.problem;
  return (
    <div className="stack field-expression">
      <FormField
        label={words.formula}
        required
        error={problem ?? props.error}
        help={judged.type === null ? words.formulaHelp : words.gives({ what: gives[judged.type] })}
      >
        <TextArea
          ref={box}
          rows={3}
          spellCheck={false}
          maxLength={1000}
          value={value}
          onChange={(event) => props.onChange(event.target.value)}
        />
      </FormField>
      <div className="field-names" role="group" aria-label={words.fields}>
        {[...names].map(([key, label]) => (
          <button key={key} type="button" className="field-name-chip" onClick={() => insert(`{${label}}`)}>
            {label}
          </button>
        ))}
      </div>
      <details>
        <summary className="quiet">{words.functions}</summary>
        <div className="field-names" style={{ marginTop: 6 }}>
          {Object.entries(functions).map(([name, { args }]) => (
            <button
              key={name}
              type="button"
              className="field-name-chip numeric"
              onClick={() => insert(`${name}(`)}
            >
              {name}({args.map((type) => shortType[type]).join(", ")})
            </button>
          ))}
        </div>
      </details>
    </div>
  );
}

const shortType: Record<string, string> = {
  number: "12",
  text: '"a"',
  date: "date",
  checkbox: "true",
  any: "…",
  same: "…",
};

function judge(
  expression: string,
  field: ManagedField | null,
  others: readonly ManagedField[],
  locale: Locale,
): { type: FormulaType | null; problem?: string } {
  const own = { key: field?.key ?? "new", label: field?.label ?? "…", type: "formula" as const, expression };
  try {
    const compiled = compileFormulas([...others, own]);
    return { type: compiled.find(({ key }) => key === own.key)?.result ?? null };
  } catch (error) {
    if (error instanceof FormulaRing) {
      return { type: null, problem: fieldMessage({ rule: "cycle", message: error.message }, locale) };
    }
    if (!(error instanceof FormulaProblem)) throw error;
    return {
      type: null,
      problem: fieldMessage({ rule: `formula.${error.rule}`, message: error.message }, locale),
    };
  }
}
