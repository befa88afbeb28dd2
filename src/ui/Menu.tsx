// Dropdown menus as data. The trigger is cheap and always there; the menu itself (positioning, roving focus, typeahead)
// is a lazy piece fetched when the pointer or the focus comes near.
import { Suspense, useRef, useState, type ReactNode, type Ref } from "react";
import { later } from "./later";
import type { MenuItem } from "./menuItem";

export interface TriggerProps {
  ref: Ref<HTMLButtonElement>;
  onClick: () => void;
  onPointerEnter: () => void;
  onFocus: () => void;
  "aria-haspopup": "menu" | "dialog";
  "aria-expanded": boolean;
}

const load = () => import("./MenuSurface");
const MenuSurface = later(load);

/**
 * A menu on a button: `<Menu trigger={(p) => <IconButton {...p} label="More">…</IconButton>} items={[…]} />`.
 * `items` may be a function, evaluated when the menu opens.
 */
export function Menu(props: {
  trigger: (props: TriggerProps) => ReactNode;
  items: readonly MenuItem[] | (() => readonly MenuItem[]);
  align?: "start" | "center" | "end";
  side?: "top" | "bottom";
}) {
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const preload = () => void load();
  return (
    <>
      {props.trigger({
        ref: anchor,
        onClick: () => setOpen(true),
        onPointerEnter: preload,
        onFocus: preload,
        "aria-haspopup": "menu",
        "aria-expanded": open,
      })}
      {open && (
        <Suspense>
          <MenuSurface
            anchor={anchor}
            items={typeof props.items === "function" ? props.items() : props.items}
            align={props.align ?? "start"}
            side={props.side ?? "bottom"}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}
