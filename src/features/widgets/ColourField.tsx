// The browser's own colour picker, tied to the field around it.
import type { ComponentProps } from "react";
import { useFieldProps } from "../../ui/fieldProps";

export function ColourField(props: Omit<ComponentProps<"input">, "type" | "className">) {
  const field = useFieldProps();
  return <input {...field} {...props} type="color" className="form-colour" />;
}
