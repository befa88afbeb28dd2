// Editing a cell of a table where it stands: Enter saves, Tab saves and goes on to the next cell, Esc leaves it as it was.
import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { CellEdit } from "./tableView";

export default function CellEditor(props: {
  label: string;
  edit: CellEdit;
  /** `next`: 1 for Tab, -1 for Shift+Tab, 0 to stay in the table. */
  onDone: (value: string | null, next: -1 | 0 | 1) => void;
}) {
  const { edit, label, onDone } = props;
  const [draft, setDraft] = useState(edit.value);
  const control = useRef<HTMLInputElement & HTMLSelectElement>(null);
  /** Leaving the cell after Enter or Esc must not save once more. */
  const isDone = useRef(false);
  useEffect(() => {
    control.current?.focus();
    control.current?.select?.();
  }, []);
  const done = (value: string | null, next: -1 | 0 | 1) => {
    if (isDone.current) return;
    isDone.current = true;
    onDone(value === null || value.trim() === edit.value ? null : value.trim(), next);
  };
  // The row was scrolled out of sight or left the list: what was typed is saved like on any other way out.
  const leave = useEffectEvent(() => {
    if (draft.trim() !== edit.value) done(draft, 0);
  });
  useEffect(() => () => leave(), []);
  const shared = {
    ref: control,
    className: "table-editor",
    "aria-label": label,
    value: draft,
    // Another window or tab in front is no leaving of the cell.
    onBlur: (event: React.FocusEvent) => {
      if (document.activeElement !== event.target) done(draft, 0);
    },
    onKeyDown: (event: React.KeyboardEvent) => {
      event.stopPropagation();
      if (event.key === "Escape") done(null, 0);
      else if (event.key === "Enter") done(draft, 0);
      else if (event.key === "Tab") done(draft, event.shiftKey ? -1 : 1);
      else return;
      event.preventDefault();
    },
  };
  if (edit.options) {
    return (
      <select {...shared} onChange={(event) => setDraft(event.target.value)}>
        {edit.options.map(({ value, label: said }) => (
          <option key={value} value={value}>
            {said}
          </option>
        ))}
      </select>
    );
  }
  return (
    <input
      {...shared}
      type={edit.type ?? "text"}
      autoComplete="off"
      onChange={(event) => setDraft(event.target.value)}
    />
  );
}
