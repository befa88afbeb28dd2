/** Which interactions, notes and documents are there already, by the keys of entryPlan.ts. */
import type { Id } from "../_generated/dataModel";
import type { TenantQueryCtx } from "../functions";
import { fail } from "../shared/errors";
import type { EntryKind } from "./entryFields";
import { entryKey, saidBy, type Entry } from "./entryRow";
import { knownLimit, knownRead } from "./limits";

/** Entries of one customer at one millisecond that are compared. */
const mostAtOnce = 20;

/** What the entries say that a key means; null where there is none. */
export async function entriesWith(
  ctx: TenantQueryCtx,
  kind: EntryKind,
  key: string,
): Promise<{ said: string[]; read: number } | null> {
  const [first = "", second = "", ...rest] = key.split(" ");
  const at = Number(second);
  if (first === "id") return (await isKnown(ctx, kind, rest.join(" "), at)) ? { said: [], read: 3 } : null;
  const customerId = ctx.db.normalizeId("customers", first);
  if (customerId === null || !Number.isFinite(at)) return null;
  const said = (await entriesAt(ctx, kind, customerId, at)).map(saidBy);
  return said.length === 0 ? null : { said, read: said.length };
}

/** An import brought it; or it is our own, perhaps with other words by now. Another database may have given the id to something else of another time. */
async function isKnown(ctx: TenantQueryCtx, kind: EntryKind, id: string, at: number): Promise<boolean> {
  const brought = await ctx.db
    .query("importedKeys")
    .withIndex("by_key", (q) => q.eq("key", entryKey(kind, id)))
    .first();
  if (brought !== null) {
    const customer = await ctx.db.find("customers", brought.customerId);
    if (customer !== null && customer.status !== "deleted") return true;
  }
  if (kind === "interactions") {
    const own = ctx.db.normalizeId("interactions", id);
    return own !== null && (await ctx.db.find("interactions", own))?.interactionDate === at;
  }
  const own = kind === "notes" ? await ownOf(ctx, "notes", id) : await ownOf(ctx, "documents", id);
  return own !== null && !own.isRemoved && own.createdAt === at;
}

async function ownOf(ctx: TenantQueryCtx, table: "notes" | "documents", id: string) {
  const own = ctx.db.normalizeId(table, id);
  return own === null ? null : await ctx.db.find(table, own);
}

async function entriesAt(
  ctx: TenantQueryCtx,
  kind: EntryKind,
  customerId: Id<"customers">,
  at: number,
): Promise<Entry[]> {
  switch (kind) {
    case "interactions": {
      const rows = await ctx.db
        .query("interactions")
        .withIndex("by_customer", (q) => q.eq("customerId", customerId).eq("interactionDate", at))
        .take(mostAtOnce);
      return rows.map(({ type, subject, description, successful }) => ({
        kind,
        type,
        subject,
        description,
        successful,
      }));
    }
    case "notes": {
      const rows = await ctx.db
        .query("notes")
        .withIndex("by_customer", (q) =>
          q.eq("customerId", customerId).eq("isRemoved", false).eq("createdAt", at),
        )
        .take(mostAtOnce);
      return rows.map(({ noteType, noteText, isInternal, isPinned }) => ({
        kind,
        noteType,
        noteText,
        isInternal,
        isPinned,
      }));
    }
    case "documents": {
      const rows = await ctx.db
        .query("documents")
        .withIndex("by_customer", (q) =>
          q.eq("customerId", customerId).eq("isRemoved", false).eq("createdAt", at),
        )
        .take(mostAtOnce);
      return rows.map(({ documentType, documentName }) => ({ kind, documentType, documentName, files: [] }));
    }
  }
}

const mostAsked = 300;

/** For the dry run: what is there of these keys. `answered`: how many it has looked up, from the first on. */
export async function entriesOfKeys(
  ctx: TenantQueryCtx,
  kind: EntryKind,
  keys: readonly string[],
): Promise<{ entries: { key: string; said: string[] }[]; answered: number }> {
  if (keys.length > knownLimit) fail({ code: "LIMIT_EXCEEDED", what: "keys", limit: knownLimit });
  const entries: { key: string; said: string[] }[] = [];
  let answered = 0;
  let read = 0;
  for (; answered < Math.min(keys.length, mostAsked) && read < knownRead; answered++) {
    const key = keys[answered]!;
    const found = await entriesWith(ctx, kind, key);
    if (found === null) continue;
    read += found.read;
    entries.push({ key, said: found.said });
  }
  return { entries, answered };
}
