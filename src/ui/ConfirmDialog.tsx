// The only question Orbit asks before acting, and only where nothing can be undone. Everything else is done and can be undone.
import { useState, type ReactNode } from "react";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { TextField } from "./TextField";
import { FormActions, FormField } from "./FormField";
import { useMessages } from "../i18n/messages";
import { uiMessages } from "./messages";

export interface ConfirmDialogProps {
  open: boolean;
  onClose: () => void;
  /** Names the thing: "Erase Alma Reyes for ever". */
  title: string;
  children: ReactNode;
  /** The verb on the button. */
  action: string;
  /** When given, the person must type it: `{ label: "Type the customer's code", value: "CUS-014" }`. */
  typed?: { label: string; value: string };
  onConfirm: () => Promise<unknown> | void;
}

/** A question before something irreversible. Stays open with the reason when the deed fails (the caller throws). */
export function ConfirmDialog({
  open,
  onClose,
  title,
  children,
  action,
  typed,
  onConfirm,
}: ConfirmDialogProps) {
  const words = useMessages(uiMessages);
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const ready = !typed || text.trim() === typed.value;
  return (
    <Dialog open={open} onClose={onClose} title={title}>
      <form
        className="stack"
        onSubmit={async (event) => {
          event.preventDefault();
          if (!ready) return;
          setBusy(true);
          setProblem(null);
          try {
            await onConfirm();
            onClose();
          } catch (error) {
            setProblem(error instanceof Error ? error.message : String(error));
          } finally {
            setBusy(false);
          }
        }}
      >
        <div className="prose">{children}</div>
        {typed && (
          <FormField label={typed.label}>
            <TextField value={text} onChange={(event) => setText(event.target.value)} />
          </FormField>
        )}
        <FormActions problem={problem}>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" look="danger" busy={busy} disabled={!ready}>
            {action}
          </Button>
        </FormActions>
      </form>
    </Dialog>
  );
}
