// Dialogs, on Radix's primitive. Import from lazy pieces only: the first load of a list must not carry it.
import type { CSSProperties, ReactNode } from "react";
import { Dialog as Primitive } from "radix-ui";
import { Cross2Icon } from "@radix-ui/react-icons";
import { IconButton } from "./Button";
import { useReturnFocus } from "./useReturnFocus";
import { useMessages } from "../i18n/messages";
import { uiMessages } from "./messages";
import "./Overlay.css";

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  /** One sentence under the title. */
  description?: ReactNode;
  /** CSS pixels; 480 unless told. */
  width?: number;
  children?: ReactNode;
}

/** A dialog with a title; Esc and a press outside close it, the focus stays inside and returns to where it was. */
export function Dialog({ open, onClose, title, description, width, children }: DialogProps) {
  const words = useMessages(uiMessages);
  const focus = useReturnFocus();
  return (
    <Primitive.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Primitive.Portal>
        <Primitive.Overlay className="overlay" />
        <Primitive.Content
          className="dialog"
          {...focus}
          style={width ? ({ "--dialog-width": `${width}px` } as CSSProperties) : undefined}
          {...(description ? {} : { "aria-describedby": undefined })}
        >
          <header className="dialog-head">
            <Primitive.Title>{title}</Primitive.Title>
            <Primitive.Close asChild>
              <IconButton label={words.close} shortcut="Escape">
                <Cross2Icon aria-hidden />
              </IconButton>
            </Primitive.Close>
          </header>
          <div className="dialog-body stack" data-body>
            {description && <Primitive.Description className="quiet">{description}</Primitive.Description>}
            {children}
          </div>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
