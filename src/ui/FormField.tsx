// Label, help and error around one control, wired for screen readers in one place.
import { useId, type ReactNode } from "react";
import { ExclamationTriangleIcon } from "@radix-ui/react-icons";
import { useMessages } from "../i18n/messages";
import { FormProblem } from "./FormProblem";
import { Button } from "./Button";
import { Field } from "./fieldProps";
import { uiMessages } from "./messages";
import "./Field.css";

export interface FormFieldProps {
  label: ReactNode;
  /** One quiet line under the control. */
  help?: ReactNode;
  /** Says what to do, e.g. "Enter an e-mail like name@example.com". */
  error?: string | undefined;
  required?: boolean;
  /** Marks the field "optional"; use it where most fields are required. */
  optional?: boolean;
  children: ReactNode;
}

/** One field of a form. The control inside picks up id, description and error state by itself. */
export function FormField({ label, help, error, required = false, optional, children }: FormFieldProps) {
  const id = useId();
  const words = useMessages(uiMessages);
  const noteId = `${id}-note`;
  const describedBy = error || help ? noteId : undefined;
  return (
    <div className="field">
      <label className="field-label" htmlFor={id} data-required={required || undefined}>
        {label}
        {optional && <span className="meta">{words.optional}</span>}
      </label>
      <Field value={{ id, describedBy, invalid: Boolean(error), required }}>{children}</Field>
      {error ? (
        <p id={noteId} className="field-error" role="alert">
          <ExclamationTriangleIcon aria-hidden />
          {error}
        </p>
      ) : (
        help && (
          <p id={noteId} className="field-note">
            {help}
          </p>
        )
      )}
    </div>
  );
}

/** The last row of a form: buttons at the right, an optional quiet part at the left, a form-wide problem above. */
export function FormActions(props: {
  children: ReactNode;
  start?: ReactNode;
  problem?: string | null | undefined;
}) {
  return (
    <>
      <FormProblem>{props.problem}</FormProblem>
      <div className="form-actions">
        {props.start && <div data-side="start">{props.start}</div>}
        {props.children}
      </div>
    </>
  );
}

/** The two buttons that most forms end with: away from it, and the deed in its own word. */
export function FormButtons(props: {
  form: { problem: string | null; busy: boolean };
  onCancel: () => void;
  children: string;
}) {
  const words = useMessages(uiMessages);
  return (
    <FormActions problem={props.form.problem}>
      <Button onClick={props.onCancel}>{words.cancel}</Button>
      <Button type="submit" look="primary" busy={props.form.busy}>
        {props.children}
      </Button>
    </FormActions>
  );
}
