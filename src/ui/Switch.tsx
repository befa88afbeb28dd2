// A setting that takes effect at once, by Radix Themes. Import from lazy pieces only.
import { Switch as ThemesSwitch } from "@radix-ui/themes/components/switch";
import { Choice, type ChoiceWords } from "./Checkbox";
import "./Switch.css";

export interface SwitchProps extends ChoiceWords {
  checked?: boolean;
  defaultChecked?: boolean;
  onChange?: (on: boolean) => void;
  disabled?: boolean;
  "aria-label"?: string;
}

/** On or off; what a form sends with its other fields is a Checkbox. */
export function Switch({ children, help, onChange, ...rest }: SwitchProps) {
  return (
    <Choice
      help={help}
      control={<ThemesSwitch {...rest} size="1" {...(onChange && { onCheckedChange: onChange })} />}
    >
      {children}
    </Choice>
  );
}
