// The open half of Popover and of every list that hangs under a field, on Radix's popover primitive.
import type { ReactNode, RefObject } from "react";
import { Popover as Primitive } from "radix-ui";
import "./Overlay.css";

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
    <Primitive.Root open onOpenChange={(open) => !open && onClose()}>
      <Primitive.Anchor virtualRef={anchor as RefObject<HTMLElement>} />
      <Primitive.Portal>
        <Primitive.Content
          className={attached ? "float menu" : "float popover"}
          {...(attached ? { role: "presentation" } : { "aria-label": label })}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          style={
            attached
              ? { width: "var(--radix-popover-trigger-width)", maxWidth: "none", minWidth: 200 }
              : undefined
          }
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
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
