// Yes/no controls. Native inputs under our skin: the browser's own keyboard and screen-reader behaviour is the best there is.
import { useEffect, useRef, type InputHTMLAttributes, type ReactNode, type Ref } from "react";
import "./Checkbox.css";

type Native = Omit<InputHTMLAttributes<HTMLInputElement>, "type" | "children">;

export interface ChoiceProps extends Native {
  /** Shown beside the control; without it pass `aria-label`. */
  children?: ReactNode;
  /** One quiet line under the label. */
  help?: ReactNode;
  ref?: Ref<HTMLInputElement>;
}

function Choice({ children, help, control }: { children: ReactNode; help: ReactNode; control: ReactNode }) {
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
}: ChoiceProps & { indeterminate?: boolean }) {
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

/** A setting that takes effect at once. */
export function Switch({ children, help, ref, ...rest }: ChoiceProps) {
  // oxlint-disable-next-line jsx-a11y/role-has-required-aria-props -- a native checkbox tells its own state
  const control = <input {...rest} ref={ref} type="checkbox" role="switch" className="switch" />;
  return (
    <Choice control={control} help={help}>
      {children}
    </Choice>
  );
}
