// A side sheet: a record over its list, or a form. 520 px and resizable; on a phone it is a page. Import from lazy pieces only.
import { useEffect, useState, type CSSProperties, type ReactNode } from "react";
import { Dialog as Primitive } from "radix-ui";
import { Cross2Icon } from "@radix-ui/react-icons";
import { IconButton } from "./Button";
import { readLocal, writeLocal } from "./store";
import { useIsPhone } from "./useMedia";
import { useReturnFocus } from "./useReturnFocus";
import { useMessages } from "../i18n/messages";
import { uiMessages } from "./messages";
import "./Overlay.css";

const MIN_WIDTH = 380;
const MAX_WIDTH = 960;

export interface SheetProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  /** Buttons in the head, left of the close cross. */
  actions?: ReactNode;
  /** Fixed at the bottom, at thumb height on a phone. */
  footer?: ReactNode;
  /**
   * true (forms): dims the page and traps the focus.
   * false (records): the list stays usable beside it, so J/K can walk the rows; Esc closes.
   */
  modal?: boolean;
  children: ReactNode;
}

/** A panel at the right edge. Its width is remembered in this browser. */
export function Sheet({ open, onClose, title, actions, footer, modal = false, children }: SheetProps) {
  const words = useMessages(uiMessages);
  const focus = useReturnFocus();
  const phone = useIsPhone();
  const [width, setWidth] = useState(() => readLocal("orbit.sheet", 520));
  const trapped = modal || phone;
  useEffect(() => writeLocal("orbit.sheet", width), [width]);
  const resize = (next: number) =>
    setWidth(Math.round(Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, innerWidth - 80, next))));

  return (
    <Primitive.Root open={open} modal={trapped} onOpenChange={(next) => !next && onClose()}>
      <Primitive.Portal>
        {trapped && !phone && <Primitive.Overlay className="overlay" />}
        <Primitive.Content
          className="sheet"
          data-modal={modal || undefined}
          aria-describedby={undefined}
          style={{ "--sheet-width": `${width}px` } as CSSProperties}
          onCloseAutoFocus={trapped ? focus.onCloseAutoFocus : (event) => event.preventDefault()}
          onOpenAutoFocus={(event) => {
            // A record sheet must not steal the row focus: J/K keep walking the list behind it.
            if (trapped) focus.onOpenAutoFocus(event);
            else event.preventDefault();
          }}
          onInteractOutside={(event) => {
            if (!trapped) event.preventDefault();
          }}
        >
          <div
            className="sheet-grip"
            role="separator"
            aria-orientation="vertical"
            aria-label={words.resizePanel}
            aria-valuenow={width}
            aria-valuemin={MIN_WIDTH}
            aria-valuemax={MAX_WIDTH}
            tabIndex={0}
            onKeyDown={(event) => {
              if (event.key === "ArrowLeft") resize(width + 24);
              if (event.key === "ArrowRight") resize(width - 24);
            }}
            onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
            onPointerMove={(event) => {
              if (event.currentTarget.hasPointerCapture(event.pointerId)) resize(innerWidth - event.clientX);
            }}
          />
          <header className="sheet-head">
            <Primitive.Title className="truncate">{title}</Primitive.Title>
            {actions}
            <Primitive.Close asChild>
              <IconButton label={words.close} shortcut="Escape">
                <Cross2Icon aria-hidden />
              </IconButton>
            </Primitive.Close>
          </header>
          <div className="sheet-body" data-body>
            {children}
          </div>
          {footer && <footer className="sheet-foot">{footer}</footer>}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
