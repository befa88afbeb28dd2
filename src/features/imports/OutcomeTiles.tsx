// How many rows ended how; each tile shows its rows.
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";

/** An outcome, or the created rows that lost a value. */
export type Shown = "created" | "incomplete" | "updated" | "duplicate" | "skipped" | "rejected";

const order = ["created", "incomplete", "updated", "duplicate", "skipped", "rejected"] as const;

export function OutcomeTiles(props: {
  counts: Readonly<Record<Shown, number>>;
  value: Shown;
  onChange: (value: Shown) => void;
}) {
  const words = useMessages(messages);
  const format = useFormat();
  return (
    <div className="import-tiles">
      {order
        .filter((kind) => props.counts[kind] > 0 || kind === "created" || kind === "rejected")
        .map((kind) => (
          <button
            key={kind}
            type="button"
            className="import-tile"
            data-kind={kind}
            aria-pressed={props.value === kind}
            onClick={() => props.onChange(kind)}
          >
            <span className="figure numeric">{format.number(props.counts[kind])}</span>
            <span className="meta">{words[kind]}</span>
          </button>
        ))}
    </div>
  );
}
