/** Calling an import by a name of one's own: lists of customers are filtered by it. */
import type { Id } from "../_generated/dataModel";
import type { OrgMutationCtx } from "../functions";
import { recordChange } from "../history/record";
import { fail } from "../shared/errors";
import { clean } from "../shared/text";

const longestName = 80;

export async function renameImport(
  ctx: OrgMutationCtx,
  importId: Id<"imports">,
  given: string,
): Promise<null> {
  const found = await ctx.db.get("imports", importId);
  const name = clean(given).replace(/\s+/gu, " ");
  if (name.length > longestName) {
    const message = `Use at most ${longestName} characters.`;
    fail({ code: "VALIDATION_ERROR", issues: [{ path: "name", rule: "too_big", message }] });
  }
  const before = found.name ?? found.fileName;
  const after = name === "" ? found.fileName : name;
  if (before === after) return null;
  await ctx.db.patch("imports", importId, { name: after === found.fileName ? undefined : after });
  await recordChange(ctx, {
    entity: "imports",
    entityId: importId,
    action: "renamed",
    changes: [{ field: "name", from: before, to: after }],
  });
  return null;
}
