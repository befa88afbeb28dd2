/** Staff set forms up: create, change (a new revision each time), switch off and on. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { assertAssignable } from "../customers/assignable";
import { diff, recordChange } from "../history/record";
import { parse } from "../shared/validate";
import { newNonce } from "./formToken";
import { widgetShape } from "./shape";

type Widget = Doc<"widgets">;

/** Creates a form and publishes its first revision. */
export async function createWidget(ctx: TenantMutationCtx, input: unknown): Promise<Id<"widgets">> {
  const { defaultOwnerId, ...checked } = parse(widgetShape, input);
  const owner = await checkedOwner(ctx, defaultOwnerId);
  const widgetId = await ctx.db.insert("widgets", {
    ...checked,
    ...owner,
    kind: "leadForm",
    publicKey: `pk_live_${newNonce()}`,
    active: true,
    rev: 1,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  });
  await ctx.db.insert("widgetRevisions", { widgetId, rev: 1, form: checked.form, createdAt: ctx.now });
  await recordChange(ctx, {
    entity: "widgets",
    entityId: widgetId,
    action: "created",
    changes: diff<Widget>({}, { ...checked, ...owner } as Partial<Widget>, told),
  });
  return widgetId;
}

const told = [
  "name",
  "form",
  "allowedOrigins",
  "allowSandboxed",
  "defaultOwnerId",
  "tags",
  "reuseOpenLead",
  "active",
] as const satisfies readonly (keyof Widget)[];

/** Saves and publishes. A changed form is a new revision; visitors with the old one open are held to what they saw. */
export async function updateWidget(
  ctx: TenantMutationCtx,
  widgetId: Id<"widgets">,
  input: unknown,
): Promise<void> {
  const before = await ctx.db.get("widgets", widgetId);
  const { defaultOwnerId, ...checked } = parse(widgetShape, input);
  const owner = { defaultOwnerId: undefined, ...(await checkedOwner(ctx, defaultOwnerId)) };
  const isNewForm = JSON.stringify(sorted(before.form)) !== JSON.stringify(sorted(checked.form));
  const rev = isNewForm ? before.rev + 1 : before.rev;
  const form = isNewForm ? checked.form : before.form;
  const changes = diff<Widget>(before, { ...before, ...checked, ...owner, form }, told);
  if (changes.length === 0) return;
  await ctx.db.patch("widgets", widgetId, { ...checked, ...owner, rev, updatedAt: ctx.now });
  if (isNewForm) {
    await ctx.db.insert("widgetRevisions", { widgetId, rev, form: checked.form, createdAt: ctx.now });
  }
  await recordChange(ctx, { entity: "widgets", entityId: widgetId, action: "updated", changes });
}

/** Stored objects come back with their keys in another order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sorted(part)]),
  );
}

async function checkedOwner(
  ctx: TenantMutationCtx,
  ownerId: string | undefined,
): Promise<{ defaultOwnerId?: Id<"users"> }> {
  if (ownerId === undefined || ownerId === "") return {};
  await assertAssignable(ctx, ownerId as Id<"users">);
  return { defaultOwnerId: ownerId as Id<"users"> };
}

/** Stops or resumes a form at once (WID-16). */
export async function switchWidget(
  ctx: TenantMutationCtx,
  widgetId: Id<"widgets">,
  active: boolean,
): Promise<void> {
  const before = await ctx.db.get("widgets", widgetId);
  if (before.active === active) return;
  await ctx.db.patch("widgets", widgetId, { active, updatedAt: ctx.now });
  await recordChange(ctx, {
    entity: "widgets",
    entityId: widgetId,
    action: active ? "enabled" : "disabled",
    changes: [{ field: "active", from: before.active, to: active }],
  });
}
