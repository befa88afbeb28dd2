// A tick box: a native input under our skin, because rows carry one each and forms register it as it is.
import { useEffect, useRef, type InputHTMLAttributes, type ReactNode, type Ref } from "react";
import "./Checkbox.css";

type Native = Omit<InputHTMLAttributes<HTMLInputElement>, "type" | "children">;

export interface ChoiceWords {
  /** Shown beside the control; without it pass `aria-label`. */
  children?: ReactNode;
  /** One quiet line under the label. */
  help?: ReactNode;
}

/** A control with its words beside it, which press it too. */
export function Choice({ children, help, control }: ChoiceWords & { control: ReactNode }) {
  if (children === undefined) return control;
  return (
    <label className="choice">
      {control}
      <span>
        {children}
        {help && (
          <span className="meta" style={{ display: "block" }}>
            {help}
          </span>
        )}
      </span>
    </label>
  );
}

/** A tick box; `indeterminate` shows "some of them". */
export function Checkbox({
  children,
  help,
  indeterminate = false,
  ref,
  ...rest
}: Native & ChoiceWords & { indeterminate?: boolean; ref?: Ref<HTMLInputElement> }) {
  const own = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (own.current) own.current.indeterminate = indeterminate;
  }, [indeterminate]);
  const control = (
    <input
      {...rest}
      type="checkbox"
      className="checkbox"
      ref={(node) => {
        own.current = node;
        if (typeof ref === "function") ref(node);
        else if (ref) ref.current = node;
      }}
    />
  );
  return (
    <Choice control={control} help={help}>
      {children}
    </Choice>
  );
}
