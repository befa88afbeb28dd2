// The states of an inline edit as a pure machine, so that its rules can be tested without a screen.

export type InlineState =
  | { at: "idle"; problem: string | null }
  | { at: "editing"; draft: string; problem: string | null }
  /** The new value is shown already (optimistic) while the server decides. */
  | { at: "saving"; draft: string };

export type InlineEvent =
  | { type: "start"; value: string }
  | { type: "type"; draft: string }
  | { type: "cancel" }
  | { type: "save"; value: string }
  | { type: "saved" }
  | { type: "failed"; problem: string };

export const IDLE: InlineState = { at: "idle", problem: null };

/** What a field shows next. Saving an unchanged value is no save; a failure returns the old value with the reason. */
export function inlineEdit(state: InlineState, event: InlineEvent): InlineState {
  switch (event.type) {
    case "start":
      return state.at === "saving" ? state : { at: "editing", draft: event.value, problem: null };
    case "type":
      return state.at === "editing" ? { at: "editing", draft: event.draft, problem: null } : state;
    case "cancel":
      return state.at === "editing" ? IDLE : state;
    case "save":
      if (state.at !== "editing") return state;
      return state.draft.trim() === event.value.trim() ? IDLE : { at: "saving", draft: state.draft.trim() };
    case "saved":
      return state.at === "saving" ? IDLE : state;
    case "failed":
      return state.at === "saving" ? { at: "idle", problem: event.problem } : state;
  }
}
