// One row of the palette.
import type { ReactNode } from "react";
import { Command as Cmdk } from "cmdk";
import { Kbd } from "../ui/Kbd";

export function PaletteItem(props: {
  value: string;
  icon?: ReactNode;
  shortcut?: string | undefined;
  note?: ReactNode;
  onSelect: () => void;
  children: ReactNode;
}) {
  return (
    <Cmdk.Item value={props.value} onSelect={props.onSelect}>
      {props.icon}
      <span className="truncate">{props.children}</span>
      {props.note && <span className="meta truncate">{props.note}</span>}
      {props.shortcut && <Kbd keys={props.shortcut} />}
    </Cmdk.Item>
  );
}
