// The open half of Popover and of every list that hangs under a field, by Radix Themes.
import type { ReactNode, RefObject } from "react";
import * as Themes from "@radix-ui/themes/components/popover";
import { Themed } from "./Themed";
import "./PopoverSurface.css";

export interface PopoverSurfaceProps {
  anchor: RefObject<HTMLElement | null>;
  label: string;
  align: "start" | "center" | "end";
  onClose: () => void;
  /** A list under a text field: the focus stays in the field and the width follows it. */
  attached?: boolean;
  children: ReactNode;
}

export default function PopoverSurface({
  anchor,
  label,
  align,
  onClose,
  attached,
  children,
}: PopoverSurfaceProps) {
  const stay = attached ? (event: Event) => event.preventDefault() : undefined;
  return (
    <Themed>
      <Themes.Root open onOpenChange={(open) => !open && onClose()}>
        <Themes.Anchor virtualRef={anchor as RefObject<HTMLElement>} />
        <Themes.Content
          size="1"
          className={attached ? "menu" : "popover"}
          {...(attached ? { role: "presentation" } : { "aria-label": label })}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          onOpenAutoFocus={stay}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (!attached && document.activeElement === document.body)
              anchor.current?.focus({ preventScroll: true });
          }}
          onInteractOutside={(event) => {
            if (anchor.current?.contains(event.target as Node)) event.preventDefault();
          }}
        >
          {children}
        </Themes.Content>
      </Themes.Root>
    </Themed>
  );
}
