/** The filters of the customer list as one value: arguments, predicate, and what indexes and tallies know of them. */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { registryWith } from "../fields/filtering";
import { fieldsOf, visibleFields } from "../fields/sets";
import { dayOf } from "../shared/days";
import { fail } from "../shared/errors";
import { fold } from "../shared/text";
import { inScope, type Scope } from "../tenancy/scope";
import { customerScope } from "./access";
import { compile, demanded, everyLeaf, passes, type Branch, type CompileContext, type Leaf } from "./compile";
import { isGroup, isRelative, type Condition, type Group } from "./conditions";
import type { CustomerFilters } from "./filterShape";

/** Filters and row scope together, ready to be read or counted. */
export interface Selection {
  scope: Scope;
  /** Empty means no restriction by status beyond "not deleted". */
  statuses: readonly Doc<"customers">["status"][];
  types: readonly Doc<"customers">["type"][];
  /** Owners asked for and in scope; undefined means everybody, [] nobody. */
  owners: readonly (Id<"users"> | null)[] | undefined;
  /** One tag that every customer of the selection has. */
  tagKey: string | undefined;
  isActive: boolean | undefined;
  /** All conditions; scope and the hiding of deleted records are not among them. */
  tree: Branch;
  /** Conditions that every customer of the selection meets. */
  demanded: readonly Leaf[];
  showsDeleted: boolean;
  /** Whether statuses, types, owners, tagKey and isActive say all there is: tallies then know the number. */
  isPlain: boolean;
  matches(customer: Doc<"customers">): boolean;
}

/** Compiles filters under the caller's scope. Deleted customers are shown to admins and managers who ask (C73). */
export async function select(ctx: OrgQueryCtx, filters: CustomerFilters): Promise<Selection> {
  const scope = await customerScope(ctx);
  const groups = conditionsOf(filters);
  if (filters.now === undefined && groups.some(isRelative)) {
    fail({
      code: "VALIDATION_ERROR",
      issues: [{ path: "filters.now", rule: "required", message: "Say what the time is." }],
    });
  }
  const teams = await teamsOf(ctx, groups);
  const context: CompileContext = {
    // A field that the caller may not see is none to filter by.
    fields: registryWith(visibleFields(await fieldsOf(ctx), ctx.member.role)),
    // Asked of relative conditions alone, which say what the time is.
    today: filters.now === undefined ? "" : dayOf(filters.now, (await ctx.settings()).timeZone),
    resolveOwner: (word) => {
      if (word === "me") return [ctx.member.userId];
      return word.startsWith("team:") ? (teams.get(word.slice("team:".length)) ?? []) : [word];
    },
  };
  const tree: Branch = { kind: "all", parts: groups.map((group) => compile(group, context)) };
  const leaves = demanded(tree);
  // Asked of days alone: a list without conditions on them reads no settings.
  const asksDays = everyLeaf(tree).some(({ field }) => field.kind === "day");
  const timeZone = asksDays ? (await ctx.settings()).timeZone : "";
  const seesDeleted = ctx.member.role === "admin" || ctx.member.role === "manager";
  const asksDeleted = everyLeaf(tree).some(
    ({ fieldId, words }) => fieldId === "status" && words?.includes("deleted"),
  );
  const showsDeleted = seesDeleted && asksDeleted;
  const words = (fieldId: string) =>
    leaves.filter((leaf) => leaf.fieldId === fieldId && leaf.words !== undefined).map((leaf) => leaf.words!);
  const status = words("status")[0]?.filter((word) => word !== "deleted" || showsDeleted);
  const isNobody = status?.length === 0;
  const owners = isNobody ? [] : ownersOf(leaves, scope);
  const tag = words("tag").find((one) => one.length === 1)?.[0];
  const active = leaves.find(({ fieldId }) => fieldId === "active");
  return {
    scope,
    statuses: (status ?? []) as Doc<"customers">["status"][],
    types: (words("type")[0] ?? []) as Doc<"customers">["type"][],
    owners,
    tagKey: tag,
    isActive: active === undefined ? undefined : !active.negated,
    tree,
    demanded: leaves,
    showsDeleted,
    isPlain: isPlain(tree, leaves),
    matches: (customer) =>
      inScope(scope, customer) &&
      (customer.status !== "deleted" || showsDeleted) &&
      passes(tree, customer, timeZone),
  };
}

/** The short arguments are conditions like any other; every group must hold. */
function conditionsOf({
  statuses,
  types,
  owners,
  tag,
  isActive,
  where,
  also = [],
}: CustomerFilters): Group[] {
  const rules: Group["rules"] = [...also];
  const is = (field: string, values: Condition["values"]) => rules.push({ field, op: "is", values });
  if (statuses !== undefined && statuses.length > 0) is("status", [...new Set(statuses)]);
  if (types !== undefined && types.length > 0) is("type", [...new Set(types)]);
  if (owners !== undefined && owners.length > 0) {
    const named = owners.filter((owner) => owner !== "none");
    const nobody: Condition = { field: "owner", op: "empty", values: [] };
    const some: Condition = { field: "owner", op: "is", values: named };
    if (named.length === owners.length) rules.push(some);
    else rules.push(named.length === 0 ? nobody : { match: "any", rules: [nobody, some] });
  }
  if (tag !== undefined && fold(tag) !== "") is("tag", [tag]);
  if (isActive !== undefined) is("active", [isActive]);
  const short: Group = { match: "all", rules };
  return where === undefined || where.rules.length === 0 ? [short] : [short, where];
}

/** Members of the teams that owner conditions name. */
async function teamsOf(ctx: OrgQueryCtx, groups: readonly Group[]): Promise<Map<string, string[]>> {
  const names = new Set<string>();
  const rules = groups.flatMap((group) => group.rules);
  for (const rule of rules.flatMap((one) => (isGroup(one) ? one.rules : [one]))) {
    if (rule.field !== "owner") continue;
    for (const value of rule.values) {
      if (typeof value === "string" && value.startsWith("team:")) names.add(value.slice("team:".length));
    }
  }
  const teams = new Map<string, string[]>();
  for (const name of names) {
    const teamId = ctx.db.normalizeId("teams", name);
    if (teamId === null) continue;
    const members = await ctx.db
      .query("memberships")
      .withIndex("by_teamId", (q) => q.eq("teamId", teamId))
      .take(largestTeam);
    teams.set(
      name,
      members.map(({ userId }) => userId),
    );
  }
  return teams;
}
/** tenancy/scope.ts allows no larger one. */
const largestTeam = 51;

/** The owners that a demanded condition leaves, within the scope. */
function ownersOf(leaves: readonly Leaf[], scope: Scope): readonly (Id<"users"> | null)[] | undefined {
  if (scope.kind === "none") return [];
  const asked = leaves
    .filter(({ fieldId, field }) => fieldId === "owner" && field.kind === "choice")
    .map((leaf): readonly (Id<"users"> | null)[] | undefined => {
      if (leaf.words !== undefined) return leaf.words as Id<"users">[];
      return leaf.facets[0]?.facet === "owner?" && leaf.negated ? [null] : undefined;
    })
    .find((owners) => owners !== undefined);
  if (scope.kind !== "owners") return asked;
  return asked === undefined ? scope.owners : asked.filter((owner) => scope.owners.includes(owner));
}

const plainFields = ["status", "type", "owner", "tag", "active"];

/** One condition each on fields that the tallies split by, and no more than that. */
function isPlain(tree: Branch, leaves: readonly Leaf[]): boolean {
  const names = leaves.map(({ fieldId }) => fieldId);
  return (
    leaves.length === everyLeaf(tree).length &&
    new Set(names).size === names.length &&
    leaves.every(
      ({ fieldId, words, facets, negated }) =>
        plainFields.includes(fieldId) &&
        (fieldId === "active" ||
          (words !== undefined && (fieldId !== "tag" || words.length === 1)) ||
          (fieldId === "owner" && facets[0]?.facet === "owner?" && negated)),
    )
  );
}
