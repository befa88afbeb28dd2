/**
 * The only file that sees Convex's raw builders. One family per audience; each
 * registered function carries its `audience` (read by the generated isolation
 * test), so that no function can be published without one.
 *
 *  orgQuery / orgMutation          staff of one organization; `permission` and `args` are required
 *  accountQuery / accountMutation  a signed-in person before choosing an organization
 *  publicQuery / publicAction      a stranger: sign-in, settings of the site, previews of links
 *  widgetQuery                     an anonymous visitor of a tenant's site, by publishable key
 *  tenantQuery / tenantMutation    internal work inside one organization: jobs, widgets, webhooks
 *  apiQuery / apiMutation          the holder of an API key, or a person over REST; called by the HTTP endpoint
 *  systemQuery / systemMutation    internal, raw database: migrations, cron fan-out, identity
 */
import type {
  DefaultFunctionArgs,
  GenericDatabaseReader,
  GenericDatabaseWriter,
  RegisteredAction,
  RegisteredMutation,
  RegisteredQuery,
  Scheduler,
  StorageReader,
  StorageWriter,
  SystemDataModel,
} from "convex/server";
import {
  v,
  type GenericValidator,
  type Infer,
  type ObjectType,
  type PropertyValidators,
} from "convex/values";
import {
  action,
  httpAction as convexHttpAction,
  internalAction as convexInternalAction,
  internalMutation,
  internalQuery,
  mutation,
  query,
  type ActionCtx,
  type MutationCtx,
  type QueryCtx,
} from "./_generated/server";
import type { DataModel, Doc, Id } from "./_generated/dataModel";
import { fail } from "./shared/errors";
import { getMembership, getUser } from "./tenancy/membership";
import { moduleOf, offBehind } from "./tenancy/modules";
import { admitCaller, type ApiCaller, apiCallerValidator } from "./tenancy/apiCaller";
import { reachFor, reachOf, type Permission, type Reach } from "./tenancy/permissions";
import {
  forgetProven,
  tenantReader,
  tenantWriter,
  type TenantReader,
  type TenantWriter,
} from "./tenancy/tenantDb";
import type { Channel } from "./history/channel";

/**
 * Convex's builders infer arguments from a literal definition; ours add
 * arguments to a generic one, so the raw builders are called untyped here and
 * each wrapper states its own type.
 */
type RawBuilder<Ctx> = (definition: {
  args: PropertyValidators;
  returns?: GenericValidator;
  handler: (ctx: Ctx, args: DefaultFunctionArgs) => unknown;
}) => object;
const rawQuery = query as unknown as RawBuilder<QueryCtx>;
const rawMutation = mutation as unknown as RawBuilder<MutationCtx>;
const rawAction = action as unknown as RawBuilder<ActionCtx>;
const rawInternalQuery = internalQuery as unknown as RawBuilder<QueryCtx>;
const rawInternalAction = convexInternalAction as unknown as RawBuilder<ActionCtx>;
const rawInternalMutation = internalMutation as unknown as RawBuilder<MutationCtx>;

// ---------------------------------------------------------------- contexts

type StoredFile = SystemDataModel["_storage"]["document"];

/** What rooms take for reading one organization, whoever asks. */
export interface TenantQueryCtx {
  readonly db: TenantReader;
  readonly orgId: Id<"organizations">;
  readonly storage: StorageReader;
  /** What the storage itself knows of a file, its SHA-256 among it; null once it is gone. */
  stored(storageId: Id<"_storage">): Promise<StoredFile | null>;
  /** The organization's settings; read once per call. */
  settings(): Promise<Doc<"orgSettings">>;
  /** The organization itself: its name and slug, for mails and public pages. */
  organization(): Promise<Doc<"organizations">>;
  /** The same reads in a member's name and with their present rights, for jobs; null once they have left or may not. */
  staff(userId: Id<"users">, permission: Permission): Promise<OrgQueryCtx | null>;
}

/** Who did it and through which door; every write is recorded with both. */
export interface Actor {
  /** "user:<id>", "widget:<id>", "job:<id>", "system:<name>" */
  readonly id: string;
  readonly name: string;
  readonly channel: Channel;
}

/** What rooms take for changing one organization, whoever asks. */
export interface TenantMutationCtx extends TenantQueryCtx {
  readonly db: TenantWriter;
  readonly storage: StorageWriter;
  readonly scheduler: Scheduler;
  readonly actor: Actor;
  /** Epoch ms, the same during the whole transaction. */
  readonly now: number;
  /** For components (rate limiter, workpool); their tables hold no tenant rows of ours. */
  readonly components: Pick<MutationCtx, "runMutation" | "runQuery">;
  /** The same transaction in a member's name and with their present rights, for jobs; null once they have left or may not. */
  staff(userId: Id<"users">, permission: Permission): Promise<OrgMutationCtx | null>;
}

interface StaffFacts {
  readonly user: Doc<"users">;
  readonly member: Doc<"memberships">;
  readonly permission: Permission;
  /** Over which rows the declared permission holds; never "none". */
  readonly reach: Reach;
  /** What an API key was given; null for people, who may all that their role allows (`reachFor`). */
  readonly scopes: ReadonlySet<Permission> | null;
  /** What stands in `createdBy` of the caller's own rows: "user:<id>", or "key:<id>". */
  readonly callerId: string;
}
export type OrgQueryCtx = TenantQueryCtx & StaffFacts;
export type OrgMutationCtx = TenantMutationCtx & StaffFacts;

/** The global tables, for people who have not chosen an organization. */
export interface AccountQueryCtx {
  readonly db: GenericDatabaseReader<DataModel>;
  readonly user: Doc<"users">;
  tenant(orgId: Id<"organizations">): TenantReader;
}
export interface AccountMutationCtx {
  readonly db: GenericDatabaseWriter<DataModel>;
  readonly user: Doc<"users">;
  readonly scheduler: Scheduler;
  readonly now: number;
  readonly components: Pick<MutationCtx, "runMutation" | "runQuery">;
  tenant(orgId: Id<"organizations">): TenantMutationCtx;
}

// ---------------------------------------------------------------- audiences

export type Audience =
  | { kind: "org"; permission: Permission }
  | { kind: "account" }
  | { kind: "public" }
  | { kind: "widget" }
  | { kind: "tenant" }
  | { kind: "api" }
  | { kind: "system" }
  | { kind: "internal" };

const audienceKey = "orbitAudience";

function publish<F extends object>(registered: F, audience: Audience): F {
  return Object.assign(registered, { [audienceKey]: audience });
}

/** Audience of an exported function, or null for anything that was not built here. */
export function audienceOf(exported: unknown): Audience | null {
  return typeof exported === "function" && audienceKey in exported
    ? (exported as unknown as Record<typeof audienceKey, Audience>)[audienceKey]
    : null;
}

// ---------------------------------------------------------------- staff

interface Definition<Ctx, Args extends PropertyValidators, Returns extends GenericValidator, Result> {
  args: Args;
  returns?: Returns;
  handler: (ctx: Ctx, args: ObjectType<Args>) => Promise<Result> | Result;
}
type OrgArgs<Args extends PropertyValidators> = ObjectType<Args> & { orgId: Id<"organizations"> };
type Answer<Returns extends GenericValidator, Result> = Promise<
  GenericValidator extends Returns ? Result : Infer<Returns>
>;

/** A read for staff of one organization. Refuses with UNAUTHENTICATED, NOT_FOUND (no member) or FORBIDDEN. */
export function orgQuery<
  Args extends PropertyValidators,
  Result,
  Returns extends GenericValidator = GenericValidator,
>(
  definition: Definition<OrgQueryCtx, Args, Returns, Result> & { permission: Permission },
): RegisteredQuery<"public", OrgArgs<Args>, Answer<Returns, Result>> {
  const { permission, handler } = definition;
  const registered = rawQuery({
    args: { ...definition.args, orgId: v.id("organizations") },
    ...(definition.returns === undefined ? {} : { returns: definition.returns }),
    handler: async (ctx: QueryCtx, { orgId, ...args }: DefaultFunctionArgs) => {
      const staff = await admit(ctx, orgId as Id<"organizations">, permission);
      const tenant = tenantQueryCtx(ctx, orgId as Id<"organizations">);
      return await handler(Object.assign(tenant, staff), args as ObjectType<Args>);
    },
  });
  return publish(registered as never, { kind: "org", permission });
}

/** A change by staff of one organization; refusals as orgQuery. */
export function orgMutation<
  Args extends PropertyValidators,
  Result,
  Returns extends GenericValidator = GenericValidator,
>(
  definition: Definition<OrgMutationCtx, Args, Returns, Result> & { permission: Permission },
): RegisteredMutation<"public", OrgArgs<Args>, Answer<Returns, Result>> {
  const { permission, handler } = definition;
  const registered = rawMutation({
    args: { ...definition.args, orgId: v.id("organizations") },
    ...(definition.returns === undefined ? {} : { returns: definition.returns }),
    handler: async (ctx: MutationCtx, { orgId, ...args }: DefaultFunctionArgs) => {
      const staff = await admit(ctx, orgId as Id<"organizations">, permission);
      const actor = { id: `user:${staff.user._id}`, name: staff.user.name, channel: "app" as const };
      const tenant = tenantMutationCtx(ctx, orgId as Id<"organizations">, actor);
      await refuseSwitchedOff(tenant, permission);
      return await handler(Object.assign(tenant, staff), args as ObjectType<Args>);
    },
  });
  return publish(registered as never, { kind: "org", permission });
}

/** MODULE_OFF for a change that belongs to a module which the organization has switched off (C33); what is in it can be read. */
export async function refuseSwitchedOff(ctx: TenantQueryCtx, permission: Permission): Promise<void> {
  if (moduleOf(permission) === null) return;
  const module = offBehind((await ctx.settings()).modules, permission);
  if (module !== null) fail({ code: "MODULE_OFF", module });
}

async function admit(ctx: QueryCtx, orgId: Id<"organizations">, permission: Permission): Promise<StaffFacts> {
  const { user, member } = await getMembership(ctx, orgId);
  const reach = reachOf(member.role, permission);
  if (reach === "none") fail({ code: "FORBIDDEN", permission });
  return { user, member, permission, reach, scopes: null, callerId: `user:${user._id}` };
}

// ---------------------------------------------------------------- people without an organization

/** A read for a signed-in person. `tenant(orgId)` is for organizations the handler has checked. */
export function accountQuery<Args extends PropertyValidators, Result>(
  definition: Definition<AccountQueryCtx, Args, GenericValidator, Result>,
): RegisteredQuery<"public", ObjectType<Args>, Promise<Result>> {
  const registered = rawQuery({
    args: definition.args,
    handler: async (ctx: QueryCtx, args: DefaultFunctionArgs) =>
      await definition.handler(
        { db: ctx.db, user: await getUser(ctx), tenant: (orgId) => tenantReader(ctx.db, orgId) },
        args as ObjectType<Args>,
      ),
  });
  return publish(registered as never, { kind: "account" });
}

export function accountMutation<Args extends PropertyValidators, Result>(
  definition: Definition<AccountMutationCtx, Args, GenericValidator, Result>,
): RegisteredMutation<"public", ObjectType<Args>, Promise<Result>> {
  const registered = rawMutation({
    args: definition.args,
    handler: async (ctx: MutationCtx, args: DefaultFunctionArgs) => {
      const user = await getUser(ctx);
      const actor = { id: `user:${user._id}`, name: user.name, channel: "app" as const };
      const account: AccountMutationCtx = {
        db: ctx.db,
        user,
        scheduler: ctx.scheduler,
        now: Date.now(),
        components: ctx,
        tenant: (orgId) => tenantMutationCtx(ctx, orgId, actor),
      };
      return await definition.handler(account, args as ObjectType<Args>);
    },
  });
  return publish(registered as never, { kind: "account" });
}

/** A read for anybody: nothing private may be in its answer. */
export function publicQuery<Args extends PropertyValidators, Result>(
  definition: Definition<QueryCtx, Args, GenericValidator, Result>,
): RegisteredQuery<"public", ObjectType<Args>, Promise<Result>> {
  return publish(rawQuery(definition as never) as never, { kind: "public" });
}

/** An action for anybody (sign-in and the like); rate limits are the handler's first line. */
export function publicAction<Args extends PropertyValidators, Result>(
  definition: Definition<ActionCtx, Args, GenericValidator, Result>,
): RegisteredAction<"public", ObjectType<Args>, Promise<Result>> {
  return publish(rawAction(definition as never) as never, { kind: "public" });
}

/** A live read for a visitor of a tenant's site; world-readable for the holder of the key. */
export function widgetQuery<Args extends PropertyValidators, Result>(
  definition: Definition<TenantQueryCtx & { widget: Doc<"widgets"> }, Args, GenericValidator, Result>,
): RegisteredQuery<"public", ObjectType<Args> & { formKey: string }, Promise<Result | null>> {
  const registered = rawQuery({
    args: { ...definition.args, formKey: v.string() },
    handler: async (ctx: QueryCtx, { formKey, ...args }: DefaultFunctionArgs) => {
      const widget = await ctx.db
        .query("widgets")
        .withIndex("global_key", (q) => q.eq("publicKey", formKey as string))
        .unique();
      if (widget === null || !widget.active) return null;
      const tenant = tenantQueryCtx(ctx, widget.orgId);
      return await definition.handler(Object.assign(tenant, { widget }), args as ObjectType<Args>);
    },
  });
  return publish(registered as never, { kind: "widget" });
}

// ---------------------------------------------------------------- internal

/** Internal read inside one organization. */
export function tenantQuery<Args extends PropertyValidators, Result>(
  definition: Definition<TenantQueryCtx, Args, GenericValidator, Result>,
): RegisteredQuery<"internal", OrgArgs<Args>, Promise<Result>> {
  const registered = rawInternalQuery({
    args: { ...definition.args, orgId: v.id("organizations") },
    handler: async (ctx: QueryCtx, { orgId, ...args }: DefaultFunctionArgs) =>
      await definition.handler(tenantQueryCtx(ctx, orgId as Id<"organizations">), args as ObjectType<Args>),
  });
  return publish(registered as never, { kind: "tenant" });
}

/** Internal change inside one organization; `actor` says on whose behalf, from the arguments of this call. */
export function tenantMutation<Args extends PropertyValidators, Result>(
  definition: Definition<TenantMutationCtx, Args, GenericValidator, Result> & {
    actor: Actor | ((args: ObjectType<Args>) => Actor);
  },
): RegisteredMutation<"internal", OrgArgs<Args>, Promise<Result>> {
  const registered = rawInternalMutation({
    args: { ...definition.args, orgId: v.id("organizations") },
    handler: async (ctx: MutationCtx, { orgId, ...args }: DefaultFunctionArgs) => {
      const given = args as ObjectType<Args>;
      const actor = typeof definition.actor === "function" ? definition.actor(given) : definition.actor;
      return await definition.handler(tenantMutationCtx(ctx, orgId as Id<"organizations">, actor), given);
    },
  });
  return publish(registered as never, { kind: "tenant" });
}

// ---------------------------------------------------------------- REST

interface ApiDefinition<Ctx, Args extends PropertyValidators, Result> {
  args: Args;
  /** Asked of the caller before the handler runs. */
  permission: (args: ObjectType<Args>) => Permission;
  handler: (ctx: Ctx, args: ObjectType<Args>) => Promise<Result>;
}
type ApiArgs<Args extends PropertyValidators> = ObjectType<Args> & { caller: ApiCaller; now: number };
const apiArgs = { caller: apiCallerValidator, now: v.number() };

/**
 * A read for a caller of the REST API: the key, its organization and the rights of the member it acts for are
 * looked up in the same transaction. UNAUTHENTICATED, FORBIDDEN. `now` is the request's time, epoch ms.
 */
export function apiQuery<Args extends PropertyValidators, Result>(
  definition: ApiDefinition<OrgQueryCtx, Args, Result>,
): RegisteredQuery<"internal", ApiArgs<Args>, Promise<Result>> {
  const registered = rawInternalQuery({
    args: { ...definition.args, ...apiArgs },
    handler: async (ctx: QueryCtx, { caller, now, ...args }: DefaultFunctionArgs) => {
      const given = args as ObjectType<Args>;
      const admitted = await admitCaller(ctx, caller as ApiCaller, now as number);
      const facts = apiFacts(admitted, definition.permission(given));
      return await definition.handler(Object.assign(tenantQueryCtx(ctx, admitted.orgId), facts), given);
    },
  });
  return publish(registered as never, { kind: "api" });
}

/** A change by a caller of the REST API; refusals as apiQuery. */
export function apiMutation<Args extends PropertyValidators, Result>(
  definition: ApiDefinition<OrgMutationCtx, Args, Result>,
): RegisteredMutation<"internal", ApiArgs<Args>, Promise<Result>> {
  const registered = rawInternalMutation({
    args: { ...definition.args, ...apiArgs },
    handler: async (ctx: MutationCtx, { caller, now, ...args }: DefaultFunctionArgs) => {
      const given = args as ObjectType<Args>;
      const admitted = await admitCaller(ctx, caller as ApiCaller, now as number);
      const facts = apiFacts(admitted, definition.permission(given));
      const tenant = tenantMutationCtx(ctx, admitted.orgId, { ...admitted.actor, channel: "api" });
      return await definition.handler(Object.assign(tenant, facts), given);
    },
  });
  return publish(registered as never, { kind: "api" });
}

function apiFacts(
  { user, member, scopes, actor }: Awaited<ReturnType<typeof admitCaller>>,
  permission: Permission,
): StaffFacts {
  const reach = reachFor({ member, scopes }, permission);
  if (reach === "none") fail({ code: "FORBIDDEN", permission });
  return { user, member, permission, reach, scopes, callerId: actor.id };
}

export interface SystemMutationCtx extends MutationCtx {
  tenant(orgId: Id<"organizations">, actor: Actor): TenantMutationCtx;
}

/** Internal, raw database. Uses are listed by tenancy/isolation.test.ts; prefer tenantQuery. */
export function systemQuery<Args extends PropertyValidators, Result>(
  definition: Definition<QueryCtx, Args, GenericValidator, Result>,
): RegisteredQuery<"internal", ObjectType<Args>, Promise<Result>> {
  return publish(rawInternalQuery(definition as never) as never, { kind: "system" });
}

/** Internal, raw database. Uses are listed by tenancy/isolation.test.ts; prefer tenantMutation. */
export function systemMutation<Args extends PropertyValidators, Result>(
  definition: Definition<SystemMutationCtx, Args, GenericValidator, Result>,
): RegisteredMutation<"internal", ObjectType<Args>, Promise<Result>> {
  const registered = rawInternalMutation({
    args: definition.args,
    handler: async (ctx: MutationCtx, args: DefaultFunctionArgs) => {
      const tenant = (orgId: Id<"organizations">, actor: Actor) => tenantMutationCtx(ctx, orgId, actor);
      return await definition.handler(Object.assign({}, ctx, { tenant }), args as ObjectType<Args>);
    },
  });
  return publish(registered as never, { kind: "system" });
}

/** Internal action: no database of its own; it reaches data through the internal functions above. */
export function internalAction<Args extends PropertyValidators, Result>(
  definition: Definition<ActionCtx, Args, GenericValidator, Result>,
): RegisteredAction<"internal", ObjectType<Args>, Promise<Result>> {
  return publish(rawInternalAction(definition as never) as never, { kind: "internal" });
}
/** An HTTP endpoint, mounted in http.ts; it reaches data through internal functions only. */
export const httpAction = convexHttpAction;

// ---------------------------------------------------------------- plumbing

function tenantQueryCtx(ctx: QueryCtx, orgId: Id<"organizations">): TenantQueryCtx {
  const db = tenantReader(ctx.db, orgId);
  return {
    db,
    orgId,
    storage: ctx.storage,
    stored: (storageId) => ctx.db.system.get("_storage", storageId),
    settings: settingsOnce(db),
    organization: () => readOrganization(ctx.db, orgId),
    staff: async (userId, permission) => {
      const facts = await staffFacts(ctx.db, db, userId, permission);
      return facts === null ? null : Object.assign(tenantQueryCtx(ctx, orgId), facts);
    },
  };
}

function tenantMutationCtx(ctx: MutationCtx, orgId: Id<"organizations">, actor: Actor): TenantMutationCtx {
  const db = tenantWriter(ctx.db, orgId);
  return {
    db,
    orgId,
    storage: ctx.storage,
    stored: (storageId) => ctx.db.system.get("_storage", storageId),
    scheduler: ctx.scheduler,
    actor,
    now: Date.now(),
    components: {
      runQuery: ctx.runQuery,
      runMutation: (async (mutation: never, args: never): Promise<unknown> => {
        try {
          return await ctx.runMutation(mutation, args);
        } finally {
          forgetProven(ctx.db);
        }
      }) as MutationCtx["runMutation"],
    },
    settings: settingsOnce(db),
    organization: () => readOrganization(ctx.db, orgId),
    staff: async (userId, permission) => {
      const facts = await staffFacts(ctx.db, db, userId, permission);
      if (facts === null) return null;
      const person = { id: `user:${userId}`, name: facts.user.name, channel: actor.channel };
      return Object.assign(tenantMutationCtx(ctx, orgId, person), facts);
    },
  };
}

async function staffFacts(
  raw: GenericDatabaseReader<DataModel>,
  db: TenantReader,
  userId: Id<"users">,
  permission: Permission,
): Promise<StaffFacts | null> {
  const user = await raw.get("users", userId);
  const member = await db
    .query("memberships")
    .withIndex("by_userId", (q) => q.eq("userId", userId))
    .unique();
  if (user === null || member === null || member.status !== "active") return null;
  const reach = reachOf(member.role, permission);
  return reach === "none"
    ? null
    : { user, member, permission, reach, scopes: null, callerId: `user:${userId}` };
}

async function readOrganization(
  db: GenericDatabaseReader<DataModel>,
  orgId: Id<"organizations">,
): Promise<Doc<"organizations">> {
  return (await db.get("organizations", orgId)) ?? fail({ code: "NOT_FOUND", entity: "organizations" });
}

/** Read once per call; a mutation that changes the settings must use the row it wrote. */
function settingsOnce(db: TenantReader): () => Promise<Doc<"orgSettings">> {
  let settings: Promise<Doc<"orgSettings">> | undefined;
  return () => (settings ??= readSettings(db));
}

async function readSettings(db: TenantReader): Promise<Doc<"orgSettings">> {
  return (
    (await db.query("orgSettings").withIndex("by_orgId").unique()) ??
    fail({ code: "NOT_FOUND", entity: "orgSettings" })
  );
}
