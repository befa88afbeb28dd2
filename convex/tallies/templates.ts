/** Which numbers a template counts in; every write of one calls `tallyTemplate` once, in its transaction. */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { bump } from "./bump";
import { difference } from "./difference";
import type { TallyChange } from "./metrics";

export function templateTallies({ isActive }: Doc<"messageTemplates">): TallyChange[] {
  return [
    { metric: "templates", key: "", part: "", cell: isActive ? "active" : "inactive", count: 1, sum: 0 },
  ];
}

/** Moves a template's numbers from `before` to `after`; null is "not there". */
export async function tallyTemplate(
  ctx: TenantMutationCtx,
  before: Doc<"messageTemplates"> | null,
  after: Doc<"messageTemplates"> | null,
): Promise<void> {
  const row = after ?? before;
  if (row === null) return;
  const place = { source: "messageTemplates", at: row.createdAt, creationTime: row._creationTime };
  await bump(
    ctx,
    place,
    difference(before ? templateTallies(before) : [], after ? templateTallies(after) : []),
  );
}
