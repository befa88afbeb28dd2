// One choice of a short, known list, by Radix Themes. Import from lazy pieces only (forms); filter chips use Menu.
import type { ReactNode, Ref } from "react";
import * as Themes from "@radix-ui/themes/components/select";
import { useFieldProps } from "./fieldProps";
import { Themed } from "./Themed";
import { useMessages } from "../i18n/messages";
import { uiMessages } from "./messages";
import "./Select.css";

export interface Option<V extends string = string> {
  value: V;
  label: string;
  icon?: ReactNode;
  disabled?: boolean;
}

export interface SelectProps<V extends string> {
  value: V | null;
  onChange: (value: V) => void;
  options: readonly Option<V>[];
  placeholder?: string;
  disabled?: boolean;
  onBlur?: () => void;
  name?: string;
  "aria-label"?: string;
  ref?: Ref<HTMLButtonElement>;
}

// Radix reserves "" for "nothing chosen", but an empty value is a fair option ("No owner").
const EMPTY = "\u0000";

/** A select; inside a FormField it takes its id and error from it. */
export function Select<V extends string>({
  value,
  onChange,
  options,
  placeholder,
  disabled,
  ref,
  ...rest
}: SelectProps<V>) {
  const field = useFieldProps();
  const words = useMessages(uiMessages);
  return (
    <Themed>
      <Themes.Root
        value={value === null ? "" : value === "" ? EMPTY : value}
        onValueChange={(next) => onChange((next === EMPTY ? "" : next) as V)}
        disabled={disabled ?? false}
      >
        <Themes.Trigger
          {...field}
          {...rest}
          ref={ref}
          className="select"
          placeholder={placeholder ?? words.choose}
        />
        <Themes.Content className="menu" variant="soft" color="gray" position="popper" collisionPadding={8}>
          {options.map((option) => (
            <Themes.Item
              key={option.value}
              value={option.value === "" ? EMPTY : option.value}
              disabled={option.disabled ?? false}
            >
              {option.icon ? (
                <span className="row">
                  {option.icon}
                  {option.label}
                </span>
              ) : (
                option.label
              )}
            </Themes.Item>
          ))}
        </Themes.Content>
      </Themes.Root>
    </Themed>
  );
}
