// A small panel on a button. The panel is a lazy piece, as with Menu.
import { Suspense, useRef, useState, type ReactNode } from "react";
import type { TriggerProps } from "./Menu";
import { later } from "./later";

const load = () => import("./PopoverSurface");
const PopoverSurface = later(load);

/** A panel that opens on its trigger, traps nothing, closes on Esc or a press outside and gives the focus back. */
export function Popover(props: {
  trigger: (props: TriggerProps) => ReactNode;
  /** Names the panel for screen readers. */
  label: string;
  align?: "start" | "center" | "end";
  children: ReactNode | ((close: () => void) => ReactNode);
}) {
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const preload = () => void load();
  const close = () => setOpen(false);
  return (
    <>
      {props.trigger({
        ref: anchor,
        onClick: () => setOpen(!open),
        onPointerEnter: preload,
        onFocus: preload,
        "aria-haspopup": "dialog",
        "aria-expanded": open,
      })}
      {open && (
        <Suspense>
          <PopoverSurface anchor={anchor} label={props.label} align={props.align ?? "start"} onClose={close}>
            {typeof props.children === "function" ? props.children(close) : props.children}
          </PopoverSurface>
        </Suspense>
      )}
    </>
  );
}
