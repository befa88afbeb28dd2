// A short row of choices, each with how many there are of it: which part of a queue is shown.
import { Button } from "./Button";
import { NumberText } from "./Values";
import "./CountedChoices.css";

export function CountedChoices<Id extends string>(props: {
  /** Names the row for screen readers: "Show". */
  label: string;
  choices: readonly { id: Id; label: string; count: number | undefined }[];
  chosen: Id;
  onChoose: (id: Id) => void;
}) {
  return (
    <div className="counted-choices" role="group" aria-label={props.label}>
      {props.choices.map(({ id, label, count }) => (
        <Button
          key={id}
          look="ghost"
          size="small"
          aria-pressed={id === props.chosen}
          onClick={() => props.onChoose(id)}
        >
          {label}
          {count !== undefined && (
            <span className="meta">
              {" "}
              <NumberText value={count} />
            </span>
          )}
        </Button>
      ))}
    </div>
  );
}
