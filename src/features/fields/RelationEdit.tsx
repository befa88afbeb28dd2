// Choosing another record in place.
import { useRef } from "react";
import { FieldControl } from "./FieldControl";
import type { ShownField } from "./useFields";

/** Tells the id chosen ("" for none), or null when nothing was. */
export default function RelationEdit(props: {
  field: ShownField;
  value: string;
  onDone: (next: string | null) => void;
}) {
  const box = useRef<HTMLSpanElement>(null);
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Esc and leaving are the control's own, told upwards
    <span
      ref={box}
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          event.stopPropagation();
          props.onDone(null);
        }
      }}
      onBlur={(event) => {
        if (!box.current?.contains(event.relatedTarget)) props.onDone(null);
      }}
    >
      <FieldControl
        field={props.field}
        value={props.value}
        onChange={(next) => props.onDone(String(next))}
        country=""
      />
    </span>
  );
}
