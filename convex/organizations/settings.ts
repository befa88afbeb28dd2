/** Reading and changing what an organization has set up (TEN-31); each change is told in the history. */
import type { Doc } from "../_generated/dataModel";
import type { AccountMutationCtx, OrgMutationCtx, OrgQueryCtx } from "../functions";
import type { Id } from "../_generated/dataModel";
import { diff, recordChange } from "../history/record";
import { startJob } from "../jobs/run";
import { parse } from "../shared/validate";
import { startRecount } from "../tallies/recount";
import { startRecompute } from "../value/recompute";
import { settingsShape, type SettingsInput } from "./shape";

export type OrganizationSettings = Omit<
  Doc<"orgSettings">,
  "orgId" | "_creationTime" | "_id" | "searchVersion"
> &
  Pick<Doc<"organizations">, "name" | "slug" | "template">;

export async function readSettings(ctx: OrgQueryCtx): Promise<OrganizationSettings> {
  const { name, slug, template } = await ctx.organization();
  const { _id, _creationTime, orgId: _orgId, searchVersion: _search, ...settings } = await ctx.settings();
  return { name, slug, template, ...settings };
}

const recorded = [
  "currency",
  "language",
  "country",
  "timeZone",
  "codePrefix",
  "activeWindowDays",
  "churn",
  "identityPolicy",
  "recordVisibility",
  "unassignedPoolVisible",
  "visitRule",
  "unknownPosCustomer",
  "salesExport",
  "documentLimitBytes",
  "modules",
  "strictConsents",
] as const satisfies readonly (keyof Doc<"orgSettings">)[];

/** Values and risks rest on these. */
const recomputed: ReadonlySet<string> = new Set(["churn", "visitRule", "currency"]);

/**
 * Changes any part of the settings. Another time zone moves the days that numbers are counted in, so they are
 * recounted; other churn thresholds move customers between risks, another rule of visits changes their number and another
 * currency what they are worth, so these are recomputed.
 */
export async function updateSettings(
  ctx: OrgMutationCtx,
  input: Partial<Omit<SettingsInput, "name">>,
): Promise<null> {
  const fields = parse(settingsShape.omit({ name: true }).partial(), input);
  const before = await ctx.settings();
  const changes = diff<Doc<"orgSettings">>(before, { ...before, ...present(fields) }, recorded);
  if (changes.length === 0) return null;
  await ctx.db.patch("orgSettings", before._id, { ...present(fields), updatedAt: ctx.now });
  await recordChange(ctx, { entity: "orgSettings", entityId: before._id, action: "updated", changes });
  if (changes.some(({ field }) => field === "timeZone")) {
    await startRecount(ctx);
    await startJob(ctx, { kind: "recount", title: "", total: 0 });
  }
  if (changes.some(({ field }) => recomputed.has(field))) await startRecompute(ctx);
  return null;
}

/** Changes the organization's name; its address stays, so that no link breaks. The caller's right was checked. */
export async function renameOrganization(
  ctx: AccountMutationCtx,
  orgId: Id<"organizations">,
  input: { name: string },
): Promise<null> {
  const { name } = parse(settingsShape.pick({ name: true }), input);
  const before = await ctx.db.get("organizations", orgId);
  if (before === null || before.name === name) return null;
  await ctx.db.patch("organizations", orgId, { name, updatedAt: ctx.now });
  await recordChange(ctx.tenant(orgId), {
    entity: "organizations",
    entityId: orgId,
    action: "renamed",
    changes: [{ field: "name", from: before.name, to: name }],
  });
  return null;
}

/** Zod keeps keys of absent optional fields; Convex would read undefined as "remove". */
function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
