/**
 * Who else is adding the same customer just now: an open form says what
 * identifies the person in it, and the colleague's form is warned before either
 * is saved. Rows are swept like those of presence.
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx, SystemMutationCtx, TenantQueryCtx } from "../functions";
import { nameKeys } from "../duplicates/sound";
import { normalizeEmail } from "../shared/email";
import { toE164 } from "../shared/phone";
import { goneMs, quietMs } from "./beat";

export interface Typed {
  name?: string;
  phone?: string;
  secondaryPhone?: string;
  email?: string;
}

/** Drafts looked at for each fact. */
const looked = 10;
const shown = 3;
const swept = 200;

/** "I am adding this person": after a pause in typing, and again every quarter of a minute while the form is open. */
export async function tellDraft(ctx: OrgMutationCtx, typed: Typed): Promise<null> {
  const facts = await factsOf(ctx, typed);
  if (facts.email === undefined && facts.phone === undefined && facts.nameKey === undefined)
    return await closeDraft(ctx);
  const known = await ownDraft(ctx);
  const row = { userName: ctx.member.name, seenAt: ctx.now, ...facts };
  if (known === null) await ctx.db.insert("customerDrafts", { userId: ctx.user._id, ...row });
  else if (!isSame(known, facts) || ctx.now - known.seenAt >= quietMs)
    await ctx.db.patch("customerDrafts", known._id, row);
  return null;
}

/** The form was closed or its customer created. */
export async function closeDraft(ctx: OrgMutationCtx): Promise<null> {
  const known = await ownDraft(ctx);
  if (known !== null) await ctx.db.delete("customerDrafts", known._id);
  return null;
}

export interface DraftsAlike {
  /** Colleagues who are adding somebody with the same e-mail, phone or name, at most three. */
  drafts: { userName: string; same: ("email" | "phone" | "name")[] }[];
  /** An import that runs: its rows are matched as they come in. Null for none. */
  importing: { left: number } | null;
}

export async function draftsAlike(ctx: OrgQueryCtx, typed: Typed): Promise<DraftsAlike> {
  const facts = await factsOf(ctx, typed);
  const found = new Map<Id<"users">, { userName: string; same: Set<"email" | "phone" | "name"> }>();
  const note = (rows: readonly Doc<"customerDrafts">[], fact: "email" | "phone" | "name") => {
    for (const { userId, userName } of rows) {
      if (userId === ctx.user._id) continue;
      const known = found.get(userId) ?? { userName, same: new Set() };
      found.set(userId, known);
      known.same.add(fact);
    }
  };
  const drafts = () => ctx.db.query("customerDrafts");
  if (facts.email !== undefined)
    note(
      await drafts()
        .withIndex("by_email", (q) => q.eq("email", facts.email))
        .take(looked),
      "email",
    );
  if (facts.phone !== undefined)
    note(
      await drafts()
        .withIndex("by_phone", (q) => q.eq("phone", facts.phone))
        .take(looked),
      "phone",
    );
  if (facts.nameKey !== undefined)
    note(
      await drafts()
        .withIndex("by_name", (q) => q.eq("nameKey", facts.nameKey))
        .take(looked),
      "name",
    );
  return {
    drafts: [...found.values()]
      .sort((a, b) => b.same.size - a.same.size)
      .slice(0, shown)
      .map(({ userName, same }) => ({ userName, same: [...same] })),
    importing: await runningImport(ctx),
  };
}

async function runningImport(ctx: TenantQueryCtx): Promise<DraftsAlike["importing"]> {
  const latest = await ctx.db
    .query("jobs")
    .withIndex("by_kind", (q) => q.eq("kind", "import"))
    .order("desc")
    .first();
  return latest?.status === "running" ? { left: Math.max(0, latest.total - latest.done) } : null;
}

interface Facts {
  email: string | undefined;
  phone: string | undefined;
  nameKey: string | undefined;
}

async function factsOf(ctx: TenantQueryCtx, typed: Typed): Promise<Facts> {
  const { country } = await ctx.settings();
  const { email = "", phone = typed.secondaryPhone ?? "", name = "" } = typed;
  return {
    email: normalizeEmail(email) ?? undefined,
    phone: toE164(phone, country) ?? undefined,
    // One word is shared by too many people to warn of.
    nameKey: name.trim().includes(" ") ? nameKeys(name)?.exact : undefined,
  };
}

function isSame(row: Doc<"customerDrafts">, facts: Facts): boolean {
  return row.email === facts.email && row.phone === facts.phone && row.nameKey === facts.nameKey;
}

async function ownDraft(ctx: OrgMutationCtx): Promise<Doc<"customerDrafts"> | null> {
  return await ctx.db
    .query("customerDrafts")
    .withIndex("by_user", (q) => q.eq("userId", ctx.user._id))
    .unique();
}

export async function sweepDrafts(ctx: SystemMutationCtx): Promise<void> {
  const gone = await ctx.db
    .query("customerDrafts")
    .withIndex("global_seenAt", (q) => q.lt("seenAt", Date.now() - goneMs))
    .take(swept);
  for (const { _id } of gone) await ctx.db.delete("customerDrafts", _id);
}
