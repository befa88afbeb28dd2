/**
 * Takes an import back (IMX-06): the customers it created go, unless somebody
 * has worked with them since; customers it linked or updated get back what they
 * were, field by field (putBack.ts). What stays is listed.
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { saveCustomer } from "../customers/save";
import { startJob, type StepResult } from "../jobs/run";
import { isUnderWay } from "../jobs/status";
import { fail } from "../shared/errors";
import { inOneTally } from "../tallies/bump";
import type { Outcome } from "./plan";
import { takeLeadsBack } from "./leads";
import { putContactBack, takeContactsBack } from "./contactUndo";
import { isEntryKind } from "./entryFields";
import { takeEntriesBack } from "./entryUndo";
import { forgetKeys, noteConflict, putBack, type PutBack } from "./putBack";

const batch = 100;
/** Putting a customer back looks for duplicates of what comes back: some sixty reads. */
const metBatch = 25;

/** In this order: what a removed customer had may belong to the one it was taken from again. */
const phases = ["created", "updated", "duplicate"] as const satisfies readonly Outcome[];
/** Leads first: a customer whose lead stays is one that somebody works with. Opening one may have changed the status of a customer of whom nothing else changed. */
const phasesOfLeads = ["leads", ...phases, "unchanged"] as const satisfies readonly (Outcome | "leads")[];
/** Companies that came with the file first: their contacts go with them. */
const phasesOfContacts = ["created", "contacts", "updated", "duplicate"] as const;
/** Rows of what was done with customers change nothing that is there. */
const phasesOfEntries = ["entries"] as const;
type Phase =
  (typeof phasesOfLeads)[number] | (typeof phasesOfContacts)[number] | (typeof phasesOfEntries)[number];
function phasesOf({ kind = "customers" }: Doc<"imports">): readonly Phase[] {
  if (isEntryKind(kind)) return phasesOfEntries;
  return kind === "leads" ? phasesOfLeads : kind === "contacts" ? phasesOfContacts : phases;
}

/** Starts taking an import back; JOB_NOT_RUNNING while it runs or when it was taken back already. */
export async function startUndo(ctx: TenantMutationCtx, importId: Id<"imports">): Promise<Id<"jobs">> {
  const found = await ctx.db.get("imports", importId);
  const job = found.jobId === undefined ? null : await ctx.db.find("jobs", found.jobId);
  if (job === null || isUnderWay(job) || found.undoJobId !== undefined) {
    return fail({ code: "JOB_NOT_RUNNING", status: job?.status ?? "waiting" });
  }
  const jobId = await startJob(ctx, {
    kind: "undoImport",
    title: found.fileName,
    total: phasesOf(found).reduce((sum, phase) => sum + inPhase(found, job, phase), 0),
  });
  await ctx.db.patch("imports", importId, { undoJobId: jobId });
  return jobId;
}

/** How much a phase has to look at: of contacts, what was created are contacts, and the customers came with them. */
function inPhase({ kind }: Doc<"imports">, { counts }: Doc<"jobs">, phase: Phase): number {
  const word =
    phase === "entries" || phase === "contacts"
      ? "created"
      : kind === "contacts" && phase === "created"
        ? "companies"
        : phase;
  return counts[word] ?? 0;
}

/** Takes the next batch back. The cursor is "<phase>:<place>". */
export async function undoBatch(ctx: TenantMutationCtx, job: Doc<"jobs">): Promise<StepResult> {
  const found = await ctx.db
    .query("imports")
    .withIndex("by_undoJob", (q) => q.eq("undoJobId", job._id))
    .unique();
  if (found?.jobId === undefined) throw new Error(`Job ${job._id} has no import to take back`);
  const taken = { ...found, jobId: found.jobId };
  const inOrder = phasesOf(found);
  const [phase, place] = readCursor(job.cursor ?? `${inOrder[0]!}:0`);
  const { done, counts, next } = await inOneTally(ctx, async () =>
    phase === "leads"
      ? await takeLeadsBack(ctx, taken, place)
      : phase === "contacts"
        ? await takeContactsBack(ctx, taken, place)
        : phase === "entries"
          ? await takeEntriesBack(ctx, taken, place)
          : phase === "created"
            ? await removeCreated(ctx, taken, place)
            : await putBackMet(ctx, taken, phase, place),
  );
  if (next !== null) return { done, counts, cursor: `${phase}:${next}`, finished: false };
  const following = inOrder[inOrder.indexOf(phase) + 1];
  return following === undefined
    ? { done, counts, finished: true }
    : { done, counts, cursor: `${following}:0`, finished: false };
}

function readCursor(cursor: string): [Phase, number] {
  const [word = "", place = ""] = cursor.split(":");
  const phase = [...phasesOfLeads, ...phasesOfContacts, ...phasesOfEntries].find((one) => one === word);
  // Undos begun before there were phases kept the bare place.
  return phase === undefined ? ["created", Number(word)] : [phase, Number(place)];
}

type Taken = Doc<"imports"> & { jobId: Id<"jobs"> };
interface Batch {
  done: number;
  counts: Record<string, number>;
  /** Where this phase goes on; null when it is through. */
  next: number | null;
}

async function removeCreated(ctx: TenantMutationCtx, taken: Taken, place: number): Promise<Batch> {
  const { jobId } = taken;
  const rows = await ctx.db
    .query("customers")
    .withIndex("by_origin", (q) =>
      q.eq("isSample", false).eq("importJobId", jobId).gt("_creationTime", place),
    )
    .take(batch);
  const counts = { removed: 0, kept: 0 };
  for (const customer of rows) {
    if (customer.status === "deleted") continue;
    if (await isTouched(ctx, customer, `job:${jobId}`)) {
      counts.kept += 1;
      await noteConflict(ctx, taken._id, customer._id, "touched", []);
    } else {
      await remove(ctx, customer, taken.fileName);
      counts.removed += 1;
    }
  }
  const last = rows.length < batch ? undefined : rows.at(-1);
  return { done: rows.length, counts, next: last?._creationTime ?? null };
}

async function putBackMet(
  ctx: TenantMutationCtx,
  taken: Taken,
  outcome: "updated" | "duplicate" | "unchanged",
  place: number,
): Promise<Batch> {
  const rows = await ctx.db
    .query("importRows")
    .withIndex("by_outcome", (q) => q.eq("importId", taken._id).eq("outcome", outcome).gt("number", place))
    .take(metBatch);
  const counts = { restored: 0, conflicts: 0 };
  const count = ({ isRestored, isConflict }: PutBack) => {
    if (isRestored) counts.restored += 1;
    if (isConflict) counts.conflicts += 1;
  };
  for (const contactId of new Set(rows.map((row) => row.contactId)))
    if (contactId !== undefined) count(await putContactBack(ctx, taken, contactId));
  const customers = taken.kind === "contacts" ? [] : rows.map((row) => row.customerId);
  for (const customerId of new Set(customers))
    if (customerId !== undefined) count(await putBack(ctx, taken, customerId));
  const last = rows.length < metBatch ? undefined : rows.at(-1);
  return { done: rows.length, counts, next: last?.number ?? null };
}

/** Contacts of a customer that are looked at for somebody's hand. */
const looked = 20;

/** Somebody edited the record, or something was done for the customer. */
async function isTouched(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  importer: string,
): Promise<boolean> {
  if (customer.updatedBy !== importer || customer.lastContactAt > 0) return true;
  const id = customer._id;
  const contacts = await ctx.db
    .query("contacts")
    .withIndex("by_customer", (q) => q.eq("customerId", id).eq("isActive", true))
    .take(looked);
  if (contacts.some(({ updatedBy }) => updatedBy !== importer)) return true;
  const dependents = await Promise.all([
    ctx.db
      .query("interactions")
      .withIndex("by_customer", (q) => q.eq("customerId", id))
      .first(),
    ctx.db
      .query("quotes")
      .withIndex("by_customer", (q) => q.eq("customerId", id))
      .first(),
    ctx.db
      .query("orders")
      .withIndex("by_customer", (q) => q.eq("customerId", id))
      .first(),
    ctx.db
      .query("serviceJobs")
      .withIndex("by_customer", (q) => q.eq("customerId", id))
      .first(),
    ctx.db
      .query("leads")
      .withIndex("by_customer", (q) => q.eq("customerId", id))
      .first(),
    ctx.db
      .query("followUps")
      .withIndex("by_customer", (q) => q.eq("customerId", id))
      .first(),
    ctx.db
      .query("notes")
      .withIndex("by_customer", (q) => q.eq("customerId", id).eq("isRemoved", false))
      .first(),
    ctx.db
      .query("documents")
      .withIndex("by_customer", (q) => q.eq("customerId", id).eq("isRemoved", false))
      .first(),
  ]);
  return dependents.some((row) => row !== null);
}

async function remove(ctx: TenantMutationCtx, customer: Doc<"customers">, reason: string): Promise<void> {
  await saveCustomer(ctx, customer, { status: "deleted", isActive: false }, { action: "removed", reason });
  await forgetKeys(ctx, customer._id);
}
