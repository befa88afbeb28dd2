/** Definitions as screens read them, and the names of what relations point at. */
import type { Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { customerScope } from "../customers/access";
import { inScope } from "../tenancy/scope";
import { dependentsOf } from "./graph";
import { earlierOf } from "./earlier";
import { accessOf, fieldsOf, visibleFields } from "./sets";
import type { FieldDefinition } from "./table";
import { mostFields, type FieldEntity } from "./words";

/** A field as everybody sees it: who else may see it is the admins' business. */
export type ShownField = Omit<
  FieldDefinition,
  "access" | "archivedAt" | "createdAt" | "updatedAt" | "replacedBy" | "becoming" | "discarded"
> & {
  /** Whether the caller may change values; computed ones are never changed. */
  mayWrite: boolean;
};

export async function definitionsFor(ctx: OrgQueryCtx, entity: FieldEntity): Promise<ShownField[]> {
  const { role } = ctx.member;
  const set = await fieldsOf(ctx, entity);
  return visibleFields(set, role).map((field) => {
    const { access: _a, archivedAt: _b, createdAt: _c, updatedAt: _d, ...rest } = field;
    const { replacedBy: _e, becoming: _f, discarded: _g, ...shown } = rest;
    return { ...shown, mayWrite: accessOf(field, role) === "write" };
  });
}

export type ManagedField = FieldDefinition & {
  /** Labels of the formulas that read it. */
  readBy: string[];
  /** The job that is giving it another kind, and what it will be. */
  changing: { jobId: Id<"jobs">; type: FieldDefinition["type"] } | null;
  /** The kind it had before, while that can be taken back. */
  earlier: FieldDefinition["type"] | null;
};

export interface ManagedFields {
  fields: ManagedField[];
  /** Fields in use that there may be. */
  most: number;
}

export async function everyDefinition(ctx: OrgQueryCtx, entity: FieldEntity): Promise<ManagedFields> {
  const { all } = await fieldsOf(ctx, entity);
  return {
    fields: all
      .filter(({ becoming, discarded }) => becoming === undefined && !discarded)
      .map((field) => {
        const next = all.find((one) => one.becoming !== undefined && one.replaces === field.key);
        const earlier = earlierOf(all, field.key);
        return {
          ...field,
          readBy: dependentsOf(all, field.key),
          changing: next === undefined ? null : { jobId: next.becoming!.jobId, type: next.type },
          earlier: earlier?.type ?? null,
        };
      }),
    most: mostFields,
  };
}

/** Ids answered in one call. */
const mostNames = 100;

export type RelatedName =
  { name: string; kind: "customers"; code: string } | { name: string; kind: "members" };

export async function relatedNames(
  ctx: OrgQueryCtx,
  ids: readonly string[],
): Promise<Record<string, RelatedName | null>> {
  const names: Record<string, RelatedName | null> = {};
  const scope = await customerScope(ctx);
  for (const id of new Set(ids.slice(0, mostNames))) {
    const customerId = ctx.db.normalizeId("customers", id);
    if (customerId !== null) {
      const customer = await ctx.db.find("customers", customerId);
      const isSeen = customer !== null && customer.status !== "deleted" && inScope(scope, customer);
      names[id] = isSeen ? { name: customer.name, kind: "customers", code: customer.customerCode } : null;
      continue;
    }
    const member = await ctx.db
      .query("memberships")
      .withIndex("by_userId", (q) => q.eq("userId", id as Id<"users">))
      .unique();
    names[id] = member === null ? null : { name: member.name, kind: "members" };
  }
  return names;
}
