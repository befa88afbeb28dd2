// One line of text.
import type { InputHTMLAttributes, ReactNode, Ref } from "react";
import { useFieldProps } from "./fieldProps";
import "./Field.css";

export interface TextFieldProps extends InputHTMLAttributes<HTMLInputElement> {
  /** Left of the text: an icon or a short unit. */
  before?: ReactNode;
  after?: ReactNode;
  ref?: Ref<HTMLInputElement>;
}

/** A text input; inside a FormField it takes its id and its error from it. Spreads react-hook-form's `register`. */
export function TextField({ before, after, className, ref, ...rest }: TextFieldProps) {
  const field = useFieldProps();
  return (
    <span className={className ? `input ${className}` : "input"}>
      {before}
      <input ref={ref} autoComplete="off" {...field} {...rest} />
      {after}
    </span>
  );
}
