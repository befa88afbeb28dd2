// One choice of a short, known list. Import from lazy pieces only (forms); filter chips use Menu.
import type { ReactNode, Ref } from "react";
import { Select as Primitive } from "radix-ui";
import { CheckIcon, ChevronDownIcon } from "@radix-ui/react-icons";
import { useFieldProps } from "./FormField";
import { useMessages } from "../i18n/messages";
import { uiMessages } from "./messages";
import "./Field.css";
import "./Overlay.css";
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
    <Primitive.Root
      value={value === null ? "" : value === "" ? EMPTY : value}
      onValueChange={(next) => onChange((next === EMPTY ? "" : next) as V)}
      disabled={disabled ?? false}
    >
      <Primitive.Trigger {...field} {...rest} ref={ref} className="input select">
        <Primitive.Value placeholder={<span className="quiet">{placeholder ?? words.choose}</span>} />
        <ChevronDownIcon aria-hidden />
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          className="float menu"
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          style={{ minWidth: "var(--radix-select-trigger-width)" }}
        >
          <Primitive.Viewport>
            {options.map((option) => (
              <Primitive.Item
                key={option.value}
                value={option.value === "" ? EMPTY : option.value}
                disabled={option.disabled ?? false}
                className="menu-item"
              >
                {option.icon}
                <Primitive.ItemText>{option.label}</Primitive.ItemText>
                <Primitive.ItemIndicator className="menu-check">
                  <CheckIcon aria-hidden />
                </Primitive.ItemIndicator>
              </Primitive.Item>
            ))}
          </Primitive.Viewport>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
