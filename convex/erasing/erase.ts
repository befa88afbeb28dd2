/**
 * Erasing a person for good (CUS-48): the record is emptied at once and stays
 * as a nameless number, so that quotes keep something to point at; a job then
 * goes through everything that hung on it. It cannot be undone, so it takes an
 * admin, a record that was deleted before, and its name typed.
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { readableCustomer } from "../customers/access";
import { refuseWhilePromised } from "../customers/blockers";
import { emptyCustomer } from "../customers/save";
import { startJob, type StepResult } from "../jobs/run";
import { fail } from "../shared/errors";
import { familyOf } from "../merging/family";
import { inOneTally } from "../tallies/bump";
import { forgetProfile } from "../profiles/forget";
import { sweeps } from "./sweeps";

interface Cursor {
  /** The record that was named, and all that were merged into it. */
  members: Id<"customers">[];
  member: number;
  sweep: number;
  place: string | null;
}

export async function eraseByStaff(
  ctx: OrgMutationCtx,
  args: { customerId: string; confirmation: string },
): Promise<{ jobId: Id<"jobs"> }> {
  const customer = await readableCustomer(ctx, args.customerId, "customers:erase");
  if (customer.status !== "deleted" || customer.mergedIntoId !== undefined) {
    fail({ code: "INVALID_STATUS_CHANGE", entity: "customers", from: customer.status, to: "erased" });
  }
  if (args.confirmation.trim() !== customer.name) {
    const message = "Type the customer's name exactly as it stands.";
    fail({ code: "VALIDATION_ERROR", issues: [{ path: "confirmation", rule: "notTheName", message }] });
  }
  if (customer.erasure !== undefined) {
    // Under way or done; a job that was given up is begun again, for nothing done is met twice.
    const job = await ctx.db.get("jobs", customer.erasure.jobId);
    if (job.status === "running" || job.status === "done") return { jobId: job._id };
  }
  const members = await familyOf(ctx, customer);
  for (const member of members) await refuseWhilePromised(ctx, member);
  const cursor: Cursor = { members, member: 0, sweep: 0, place: null };
  const jobId = await startJob(ctx, {
    kind: "erase",
    title: customer.customerCode,
    total: 0,
    cursor: JSON.stringify(cursor),
  });
  await inOneTally(ctx, () => empty(ctx, customer, jobId));
  return { jobId };
}

/** Whatever is found by what the record says goes before the record says nothing any more. */
async function empty(ctx: TenantMutationCtx, customer: Doc<"customers">, jobId: Id<"jobs">): Promise<void> {
  await forgetProfile(ctx, customer);
  await emptyCustomer(ctx, customer, jobId);
}

/** One batch: of one sweep, over one record. */
export async function eraseStep(ctx: TenantMutationCtx, job: Doc<"jobs">): Promise<StepResult> {
  const at = JSON.parse(job.cursor ?? "{}") as Cursor;
  const customerId = at.members[at.member];
  if (customerId === undefined) return { done: 0, finished: true };
  const next = (moved: Partial<Cursor>, handled: number): StepResult => ({
    done: handled,
    counts: handled === 0 ? {} : { removed: handled },
    cursor: JSON.stringify({ ...at, ...moved }),
    finished: false,
  });
  const entry = sweeps[at.sweep];
  if (entry === undefined) return next({ member: at.member + 1, sweep: 0, place: null }, 0);
  return await inOneTally(ctx, async () => {
    const customer = await ctx.db.get("customers", customerId);
    if (customer.erasure === undefined) await empty(ctx, customer, job._id);
    const { handled, cursor } = await entry.sweep(ctx, customerId, at.place);
    return cursor === null
      ? next({ sweep: at.sweep + 1, place: null }, handled)
      : next({ place: cursor === "" ? null : cursor }, handled);
  });
}
