import { useFormat } from "../i18n/format";
import { Strip } from "./Strip";
import "./FilterChips.css";

export interface FilterChipsProps<Value extends string | null> {
  /** Names the group for screen readers. */
  label: string;
  options: readonly { value: Value; label: string; count?: number }[];
  value: Value;
  onChange: (value: Value) => void;
}

/** Narrows the list below to one kind; a count beside a chip is the exact number of its rows. */
export function FilterChips<Value extends string | null>(props: FilterChipsProps<Value>) {
  const format = useFormat();
  return (
    <Strip bleeds className="kind-chips" role="group" aria-label={props.label} data-noprint>
      {props.options.map(({ value, label, count }) => (
        <button
          key={value ?? "all"}
          type="button"
          className="kind-chip"
          aria-pressed={props.value === value}
          onClick={() => props.onChange(value)}
        >
          {label}
          {count !== undefined && <span className="numeric quiet">{format.number(count)}</span>}
        </button>
      ))}
    </Strip>
  );
}
