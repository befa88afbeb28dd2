// Dialogs, by Radix Themes. Import from lazy pieces only: the first load of a list must not carry it.
import type { CSSProperties, ReactNode } from "react";
import * as Themes from "@radix-ui/themes/components/dialog";
import { Cross2Icon } from "@radix-ui/react-icons";
import { IconButton } from "./Button";
import { Themed } from "./Themed";
import { useReturnFocus } from "./useReturnFocus";
import { useMessages } from "../i18n/messages";
import { uiMessages } from "./messages";
import "./Dialog.css";

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
export function Dialog({ open, onClose, title, description, width = 480, children }: DialogProps) {
  const words = useMessages(uiMessages);
  const focus = useReturnFocus();
  return (
    <Themed>
      <Themes.Root open={open} onOpenChange={(next) => !next && onClose()}>
        <Themes.Content
          className="dialog"
          align="start"
          {...focus}
          style={{ "--dialog-width": `${width}px` } as CSSProperties}
          {...(description ? {} : { "aria-describedby": undefined })}
        >
          <header className="dialog-head">
            <Themes.Title as="h2" size="3">
              {title}
            </Themes.Title>
            <Themes.Close>
              <IconButton label={words.close} shortcut="Escape">
                <Cross2Icon aria-hidden />
              </IconButton>
            </Themes.Close>
          </header>
          <div className="dialog-body stack" data-body>
            {description && (
              <Themes.Description size="2" color="gray">
                {description}
              </Themes.Description>
            )}
            {children}
          </div>
        </Themes.Content>
      </Themes.Root>
    </Themed>
  );
}
