/** How a kind of file was understood last time: the mapping is kept per organization and set of headings. */
import type { Doc } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx, TenantQueryCtx } from "../functions";
import { fieldsOf } from "../fields/sets";
import { fail } from "../shared/errors";
import {
  headingKey,
  isImportField,
  matchWords,
  ownFieldKey,
  ownTarget,
  type MatchBy,
  type RowKind,
} from "./fields";
import { columnLimit } from "./limits";
import { importRules } from "./rules";
import type { NewImport } from "./newImport";

/** An index entry stays small however many columns there are. */
const longestSignature = 800;

function signatureOf(keys: readonly string[], kind: RowKind): string {
  const of = kind === "customers" ? "" : `${kind} `;
  return `${of}${keys.length}:${keys.join(",")}`.slice(0, longestSignature);
}

async function find(
  ctx: TenantQueryCtx,
  keys: readonly string[],
  kind: RowKind,
): Promise<Doc<"importMappings"> | null> {
  const found = await ctx.db
    .query("importMappings")
    .withIndex("by_signature", (q) => q.eq("signature", signatureOf(keys, kind)))
    .take(20);
  return found.find(({ headings }) => headings.join("\n") === keys.join("\n")) ?? null;
}

export type Remembered = Pick<
  Doc<"importMappings">,
  "mapping" | "dateOrder" | "duplicates" | "missing" | "fileName" | "usedAt"
> & { matchBy: MatchBy };

/** As it was chosen for the latest file with these headings; fields that are gone, or not the caller's to write, are left out. */
export async function rememberedMapping(
  ctx: OrgQueryCtx,
  { headings, now, kind = "customers" }: { headings: readonly string[]; now: number; kind?: RowKind },
): Promise<Remembered | null> {
  if (headings.length > columnLimit) fail({ code: "LIMIT_EXCEEDED", what: "columns", limit: columnLimit });
  const found = await find(ctx, headings.map(headingKey), kind);
  if (found === null) return null;
  const { fields } = await importRules(ctx, now);
  const own = new Map(fields.map((field) => [field.key, field]));
  const set = await fieldsOf(ctx);
  const mapping = found.mapping.map((target) => {
    if (target === null || isImportField(target)) return target;
    // A column goes on leading to a field that was given another kind since.
    const key = set.keyNow(ownFieldKey(target) ?? "");
    return own.has(key) ? ownTarget(key) : null;
  });
  const isKnownKey =
    (matchWords as readonly string[]).includes(found.matchBy) ||
    own.get(ownFieldKey(found.matchBy) ?? "")?.unique === true;
  const { dateOrder, duplicates, missing, fileName, usedAt } = found;
  const matchBy = (isKnownKey ? found.matchBy : "any") as MatchBy;
  const rest = missing === undefined ? {} : { missing };
  return { mapping, dateOrder, duplicates, matchBy, fileName, usedAt, ...rest };
}

export async function rememberMapping(ctx: OrgMutationCtx, file: NewImport): Promise<void> {
  const keys = file.headings.map(headingKey);
  const { dateOrder, duplicates, fileName } = file;
  const kept = {
    mapping: [...file.mapping],
    dateOrder,
    duplicates,
    missing: file.missing,
    matchBy: file.matchBy ?? "any",
    fileName: fileName.slice(0, 255),
    usedAt: ctx.now,
  };
  const kind = file.kind ?? "customers";
  const found = await find(ctx, keys, kind);
  if (found === null) {
    await ctx.db.insert("importMappings", { signature: signatureOf(keys, kind), headings: keys, ...kept });
  } else {
    await ctx.db.patch("importMappings", found._id, kept);
  }
}
