/** Which numbers a template counts in; every write of one calls `tallyTemplate` once, in its transaction. */
import type { Doc } from "../_generated/dataModel";
import type { TallyChange } from "./metrics";
import { moveOf } from "./move";

export function templateTallies({ isActive }: Doc<"messageTemplates">): TallyChange[] {
  return [
    { metric: "templates", key: "", part: "", cell: isActive ? "active" : "inactive", count: 1, sum: 0 },
  ];
}

/** Moves a template's numbers from `before` to `after`; null is "not there". */
export const tallyTemplate = moveOf("messageTemplates", templateTallies);
