// Several lines of text; grows with what is typed.
import type { Ref, TextareaHTMLAttributes } from "react";
import { useFieldProps } from "./fieldProps";
import "./Field.css";

/** A text area; Ctrl/Cmd+Enter submits the form it is in. */
export function TextArea(
  props: TextareaHTMLAttributes<HTMLTextAreaElement> & { ref?: Ref<HTMLTextAreaElement> },
) {
  const field = useFieldProps();
  return (
    <textarea
      rows={3}
      {...field}
      {...props}
      className="input"
      onKeyDown={(event) => {
        props.onKeyDown?.(event);
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey))
          event.currentTarget.form?.requestSubmit();
      }}
    />
  );
}
