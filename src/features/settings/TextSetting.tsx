// A line of text or a number that saves itself on Enter or when it is left; Esc restores.
import { useState } from "react";
import { TextField } from "../../ui/TextField";

interface TextSettingProps {
  id?: string;
  value: string;
  /** False puts the old value back. */
  onSave: (value: string) => Promise<boolean>;
  label: string;
  unit?: string;
  inputMode?: "numeric" | "text";
  maxLength?: number;
}

/** Begins anew whenever the stored value changes, by this person or another. */
export function TextSetting(props: TextSettingProps) {
  return <Draft key={props.value} {...props} />;
}

function Draft(props: TextSettingProps) {
  const { value } = props;
  const [text, setText] = useState(value);
  const save = async () => {
    if (text.trim() === value) return setText(value);
    if (!(await props.onSave(text.trim()))) setText(value);
  };
  return (
    <TextField
      {...(props.id ? { id: props.id } : { "aria-label": props.label })}
      value={text}
      inputMode={props.inputMode ?? "text"}
      maxLength={props.maxLength}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => void save()}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") setText(value);
      }}
      after={props.unit && <span className="input-unit meta">{props.unit}</span>}
    />
  );
}
