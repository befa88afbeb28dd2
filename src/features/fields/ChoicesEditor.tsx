// The values of a select: name, colour, order.
import { Cross2Icon, PlusIcon } from "@radix-ui/react-icons";
import type { FieldDraft } from "../../../convex/fields/shape";
import { choiceColors, mostChoices } from "../../../convex/fields/words";
import { useMessages } from "../../i18n/messages";
import { Badge } from "../../ui/Badge";
import { Button, IconButton } from "../../ui/Button";
import { Select } from "../../ui/Select";
import { TextField } from "../../ui/TextField";
import { colorWords } from "./kindMessages";
import { messages } from "./messages";

type Choice = FieldDraft["choices"][number];

export function ChoicesEditor(props: {
  value: readonly Choice[];
  onChange: (choices: Choice[]) => void;
  problem: string | undefined;
  problemAt: (index: number) => string | undefined;
}) {
  const { value, onChange } = props;
  const words = useMessages(messages);
  const colors = useMessages(colorWords);
  const set = (index: number, part: Partial<Choice>) =>
    onChange(value.map((choice, at) => (at === index ? { ...choice, ...part } : choice)));
  const add = () =>
    onChange([...value, { label: "", color: choiceColors[value.length % choiceColors.length]! }]);
  const swap = (index: number, by: -1 | 1) => {
    const next = [...value];
    const [taken] = next.splice(index, 1);
    if (taken === undefined || index + by < 0 || index + by > next.length) return;
    next.splice(index + by, 0, taken);
    onChange(next);
  };
  return (
    <fieldset className="stack field-set" style={{ gap: 6 }}>
      <legend className="field-label">{words.choices}</legend>
      {value.map((choice, index) => {
        const label = choice.label || words.choice({ n: index + 1 });
        return (
          // oxlint-disable-next-line react/no-array-index-key -- a new value has no id yet, and its place is what it is
          <div key={choice.id ?? `new-${index}`} className="field-choice-row">
            <span>
              <TextField
                aria-label={words.choice({ n: index + 1 })}
                value={choice.label}
                maxLength={60}
                onChange={(event) => set(index, { label: event.target.value })}
                onKeyDown={(event) => {
                  if (event.key === "Enter") {
                    event.preventDefault();
                    add();
                  } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
                    event.preventDefault();
                    swap(index, event.key === "ArrowUp" ? -1 : 1);
                  }
                }}
              />
              {props.problemAt(index) && (
                <span className="field-error" role="alert">
                  {props.problemAt(index)}
                </span>
              )}
            </span>
            <Select
              aria-label={words.choiceColor({ label })}
              value={choice.color}
              onChange={(color) => set(index, { color })}
              options={choiceColors.map((color) => ({
                value: color,
                label: colors[color],
                icon: <Badge role={color}>●</Badge>,
              }))}
            />
            <IconButton
              label={words.removeChoice({ label })}
              onClick={() => onChange(value.filter((_, at) => at !== index))}
            >
              <Cross2Icon aria-hidden />
            </IconButton>
          </div>
        );
      })}
      <span>
        <Button
          size="small"
          look="ghost"
          icon={<PlusIcon aria-hidden />}
          disabled={value.length >= mostChoices}
          onClick={add}
        >
          {words.addChoice}
        </Button>
      </span>
      {props.problem && (
        <p className="field-error" role="alert">
          {props.problem}
        </p>
      )}
    </fieldset>
  );
}
