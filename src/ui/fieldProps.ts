// What a control takes from the FormField around it; apart, because the list of customers has a field and no form.
import { createContext, use } from "react";

interface FieldContext {
  id: string;
  describedBy: string | undefined;
  invalid: boolean;
  required: boolean;
}

/** Set by FormField around its control. */
export const Field = createContext<FieldContext | null>(null);

/** The aria attributes a control takes from the FormField around it; empty outside one. */
export function useFieldProps(): {
  id?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
  "aria-required"?: true | undefined;
} {
  const field = use(Field);
  if (!field) return {};
  return {
    id: field.id,
    "aria-describedby": field.describedBy,
    "aria-invalid": field.invalid || undefined,
    "aria-required": field.required || undefined,
  };
}
