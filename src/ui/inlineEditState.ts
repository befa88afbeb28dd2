// The states of an inline edit as a pure machine, so that its rules can be tested without a screen.

export type InlineState =
  | { at: "idle" }
  /** `problem`: why saving the draft was refused, until it is typed on. `seen` is the value the person knows of: the one they started from, or the one they decided to overwrite. */
  | { at: "editing"; draft: string; seen: string; problem: string | null }
  /** Old and new stand side by side until the person says yes. */
  | { at: "confirming"; draft: string; seen: string }
  /** The new value is shown already (optimistic) while the server decides. */
  | { at: "saving"; draft: string; seen: string };

export type InlineEvent =
  | { type: "start"; value: string }
  | { type: "type"; draft: string }
  | { type: "cancel" }
  | { type: "ask"; value: string }
  | { type: "back" }
  | { type: "save"; value: string }
  | { type: "saved" }
  | { type: "failed"; problem: string }
  /** The server found that somebody else was faster. */
  | { type: "refused" }
  /** Overwrite what the other person wrote. */
  | { type: "keepMine"; value: string };

export const IDLE: InlineState = { at: "idle" };

/** Where the field begins: with what was typed in an earlier visit and is not the value by now. */
export function resume(kept: { draft: string; seen: string } | null, value: string): InlineState {
  return kept === null || isUnchanged(kept, value) ? IDLE : { at: "editing", ...kept, problem: null };
}

/**
 * What a field shows next. Saving an unchanged value is no save; what is refused stays as it was typed, with the
 * reason. A value that moved on meanwhile (see `hasConflict`) is neither asked about nor saved until the person chose.
 */
export function inlineEdit(state: InlineState, event: InlineEvent): InlineState {
  switch (event.type) {
    case "start":
      return state.at === "idle"
        ? { at: "editing", draft: event.value, seen: event.value, problem: null }
        : state;
    case "type":
      return state.at === "editing" ? { ...state, draft: event.draft, problem: null } : state;
    case "cancel":
      return state.at === "editing" || state.at === "confirming" ? IDLE : state;
    case "ask":
      if (state.at !== "editing" || hasConflict(state, event.value)) return state;
      return isUnchanged(state, event.value)
        ? IDLE
        : { at: "confirming", draft: state.draft.trim(), seen: state.seen };
    case "back":
      return state.at === "confirming" ? { ...state, at: "editing", problem: null } : state;
    case "save":
      if ((state.at !== "editing" && state.at !== "confirming") || hasConflict(state, event.value))
        return state;
      return isUnchanged(state, event.value)
        ? IDLE
        : { at: "saving", draft: state.draft.trim(), seen: state.seen };
    case "saved":
      return state.at === "saving" ? IDLE : state;
    case "failed":
      return state.at === "saving" ? { ...state, at: "editing", problem: event.problem } : state;
    case "refused":
      return state.at === "saving" ? { ...state, at: "editing", problem: null } : state;
    case "keepMine":
      return state.at === "editing" || state.at === "confirming" ? { ...state, seen: event.value } : state;
  }
}

function isUnchanged(state: { draft: string }, value: string): boolean {
  return state.draft.trim() === value.trim();
}

/** Somebody committed another value since this person began, and not the one being typed. */
export function hasConflict(state: InlineState, value: string): boolean {
  if (state.at !== "editing" && state.at !== "confirming") return false;
  return state.seen.trim() !== value.trim() && !isUnchanged(state, value);
}
