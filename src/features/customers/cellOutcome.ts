// What came of a cell edited in the list, as a short message: changed, with a way back; somebody else was faster, with
// both values and the choice; or the reason why not.
import { customerStatuses, customerTypes } from "../../../convex/customers/words";
import { errorMessage, UserError } from "../../data/errorMessage";
import { reportError, UNDO_MS } from "../../data/useUndoable";
import { getLocale } from "../../i18n/locale";
import { messagesFor } from "../../i18n/messages";
import { uiMessages } from "../../ui/messages";
import { toast } from "../../ui/toast";
import { statusWord, typeWord } from "./badges";
import { messages } from "./messages";
import { recordMessages } from "./recordMessages";

/** The fields that are edited in the list. */
export type CellField = "status" | "type" | "phone" | "email" | "companyName";

const wordsNow = () => {
  const locale = getLocale();
  return {
    list: messagesFor(messages, locale),
    record: messagesFor(recordMessages, locale),
    ui: messagesFor(uiMessages, locale),
  };
};

function labelOf(field: CellField): string {
  const { list } = wordsNow();
  return field === "companyName" ? list.company : list[field];
}

export function sayChanged(name: string, field: CellField, undo: () => Promise<unknown>): void {
  const { record, ui } = wordsNow();
  toast(record.saved({ what: `${name}: ${labelOf(field)}` }), {
    duration: UNDO_MS,
    action: { label: ui.undo, onClick: () => void undo().catch(reportError) },
  });
}

/** `again` saves over the value that has been told. */
export function sayRefused(
  error: unknown,
  field: CellField,
  mine: string,
  again: (theirs: unknown) => Promise<unknown>,
): void {
  const facts = error instanceof UserError ? error.error : null;
  const conflict =
    facts?.code === "CONFLICT" ? facts.conflicts.find((one) => one.field === field) : undefined;
  const { ui } = wordsNow();
  if (facts?.code !== "CONFLICT" || conflict === undefined) {
    // The cell is closed by now: what was typed into it is told beside the reason.
    toast(errorMessage(error, getLocale()), {
      role: "danger",
      duration: UNDO_MS,
      description: `${ui.yours} ${valueWord(field, mine)}`,
    });
    return;
  }
  toast(`${ui.alsoChanged({ who: facts.byName })} ${valueWord(field, conflict.theirs)}`, {
    duration: UNDO_MS,
    description: `${ui.yours} ${valueWord(field, mine)}`,
    action: { label: ui.keepMine, onClick: () => void again(conflict.theirs) },
  });
}

function valueWord(field: CellField, value: unknown): string {
  const { list, ui } = wordsNow();
  const text = typeof value === "string" ? value : "";
  const status = customerStatuses.find((one) => one === text);
  const type = customerTypes.find((one) => one === text);
  if (field === "status" && status) return statusWord(list, status);
  if (field === "type" && type) return typeWord(list, type);
  return text === "" ? ui.empty : text;
}
