/** What the point of sale tells: kept in the mirror at once, and put on its way to the customer (POS-04, POS-07, POS-38). */
import type { Doc } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { fail } from "../shared/errors";
import { issuesOf } from "../shared/validate";
import { inOneTally } from "../tallies/bump";
import { legacyRow } from "./find";
import { addRow, changeRow, type LegacyFields } from "./keep";
import { enqueue, wake } from "./queue";
import { fieldsOfPayload, legacyRowShape, type LegacyRow } from "./shape";
import { noteHeard } from "./state";
import { directionOf, eventsAtOnce, type Operation } from "./words";

export interface ChangeEvent {
  operationType: Operation;
  /** Told here or in the payload. */
  legacyCustomerId?: string | undefined;
  dataPayload?: Readonly<Record<string, unknown>> | undefined;
  /** The point of sale's own id of the event. */
  eventId?: string | undefined;
}

export type ReceivedOutcome =
  /** On its way to the customer. */
  | "queued"
  /** In the mirror; the stage takes nothing over. */
  | "kept"
  /** An event that came before. */
  | "repeated"
  /** Older than what is known of the row. */
  | "stale"
  /** A row of a file that says nothing new. */
  | "unchanged"
  /** The person was erased; nothing of them is kept. */
  | "erased"
  /** There is no such row to delete. */
  | "unknown"
  | "invalid";

export interface Received {
  outcome: ReceivedOutcome;
  legacyCustomerId: string | null;
  /** What is wrong with an invalid event, and where. */
  path?: string;
  rule?: string;
  message?: string;
}

/** Takes events in their order; what became of each. LIMIT_EXCEEDED beyond a hundred. */
export async function receiveEvents(
  ctx: OrgMutationCtx,
  events: readonly ChangeEvent[],
): Promise<Received[]> {
  if (events.length > eventsAtOnce) fail({ code: "LIMIT_EXCEEDED", what: "events", limit: eventsAtOnce });
  await noteHeard(ctx);
  return await takeAll(ctx, events, (event) => take(ctx, event));
}

/** Takes rows of a file: each is an insert or an update, and one that says nothing new is passed over. */
export async function receiveRows(
  ctx: OrgMutationCtx,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<Received[]> {
  if (rows.length > eventsAtOnce) fail({ code: "LIMIT_EXCEEDED", what: "rows", limit: eventsAtOnce });
  await noteHeard(ctx);
  return await takeAll(ctx, rows, (dataPayload) =>
    take(ctx, { operationType: "UPDATE", dataPayload }, { passOver: true }),
  );
}

async function takeAll<Item>(
  ctx: TenantMutationCtx,
  items: readonly Item[],
  one: (item: Item) => Promise<Received>,
): Promise<Received[]> {
  const received: Received[] = [];
  await inOneTally(ctx, async () => {
    for (const item of items) received.push(await one(item));
  });
  if (received.some(({ outcome }) => outcome === "queued")) await wake(ctx);
  return received;
}

async function take(
  ctx: TenantMutationCtx,
  event: ChangeEvent,
  { passOver = false }: { passOver?: boolean } = {},
): Promise<Received> {
  const { currency } = await ctx.settings();
  const fields = fieldsOfPayload(event.dataPayload ?? {});
  const read = legacyRowShape(currency).safeParse({
    ...fields,
    ...(event.legacyCustomerId === undefined ? {} : { legacyId: event.legacyCustomerId }),
    ...(event.legacyCustomerId === undefined && fields.legacyId === undefined ? { legacyId: "" } : {}),
  });
  if (!read.success) {
    const [issue] = issuesOf(read.error);
    const id = event.legacyCustomerId ?? fields.legacyId ?? null;
    return { outcome: "invalid", legacyCustomerId: id, ...issue };
  }
  const row = read.data;
  const legacyCustomerId = row.legacyId;
  if (event.eventId !== undefined && (await isRepeated(ctx, event.eventId)))
    return { outcome: "repeated", legacyCustomerId };
  const before = await legacyRow(ctx, legacyCustomerId);
  if (before?.erasedAt !== undefined) return { outcome: "erased", legacyCustomerId };
  if (isStale(before, row)) return { outcome: "stale", legacyCustomerId };
  if (event.operationType === "DELETE") {
    if (before === null) return { outcome: "unknown", legacyCustomerId };
    await changeRow(ctx, before, {
      deletedAt: ctx.now,
      state: "waiting",
      changedAt: row.changedAt ?? before.changedAt,
    });
  } else {
    if (passOver && before !== null && saysNothingNew(before, row))
      return { outcome: "unchanged", legacyCustomerId };
    await write(ctx, before, row);
  }
  const { transition } = await ctx.settings();
  if (!directionOf(transition?.stage).forward) return { outcome: "kept", legacyCustomerId };
  await enqueue(ctx, {
    direction: "fromPos",
    entity: "customer",
    operationType: event.operationType === "UPDATE" && before === null ? "INSERT" : event.operationType,
    legacyCustomerId,
    dataPayload: JSON.stringify(event.dataPayload ?? lastKnown(before)),
    ...(event.eventId === undefined ? {} : { eventId: event.eventId }),
    ...(before?.customerId === undefined ? {} : { customerId: before.customerId }),
  });
  return { outcome: "queued", legacyCustomerId };
}

async function isRepeated(ctx: TenantMutationCtx, eventId: string): Promise<boolean> {
  const known = await ctx.db
    .query("syncJobs")
    .withIndex("by_eventId", (q) => q.eq("eventId", eventId))
    .first();
  return known !== null;
}

function isStale(before: Doc<"legacyCustomers"> | null, { changedAt }: LegacyRow): boolean {
  return changedAt !== undefined && before?.changedAt !== undefined && changedAt < before.changedAt;
}

/** What a delete that brings no payload took away (POS-07). */
function lastKnown(before: Doc<"legacyCustomers"> | null): Record<string, unknown> {
  if (before === null) return {};
  const { legacyId: id, name, phone, email, address, dateOfBirth, stableHashId } = before;
  return { id, name, phone, email, address, dateOfBirth, stableHashId };
}

function saysNothingNew(before: Doc<"legacyCustomers">, row: LegacyRow): boolean {
  const { changedAt: _at, ...said } = row;
  const stored = before as Record<string, unknown>;
  return (
    before.deletedAt === undefined &&
    Object.entries(said).every(([field, value]) => value === undefined || stored[field] === value)
  );
}

/** A field that the event leaves out keeps what is known of it. */
async function write(
  ctx: TenantMutationCtx,
  before: Doc<"legacyCustomers"> | null,
  row: LegacyRow,
): Promise<void> {
  const said = Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== undefined),
  ) as Partial<LegacyFields>;
  if (before === null) {
    await addRow(ctx, { ...said, legacyId: row.legacyId, origin: "pos", state: "waiting" });
    return;
  }
  await changeRow(ctx, before, { ...said, state: "waiting", deletedAt: undefined });
}
