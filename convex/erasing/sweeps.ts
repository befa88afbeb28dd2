/**
 * The sweeps of an erasure, in the order in which they run: whatever points at
 * a row goes before the row. Each call deals with one batch of one customer and
 * may be repeated: what is done is not found again.
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { dropFiles } from "../communications/files";
import { threadsOf } from "../communications/threads";
import { removePair } from "../duplicates/pairs";
import { discardParts } from "../exports/store";
import { releaseFile } from "../files/release";
import { cancelJob } from "../jobs/run";
import { dropDifferences, forgetJobs, forgetRows } from "../mirror/forget";
import { forgetProfile } from "../profiles/forget";
import { forgetNoteWords } from "../notes/words";
import { tallyFollowUp } from "../tallies/followUps";
import { tallyInteraction, tallyMessage } from "../tallies/performance";
import { tallyThread } from "../tallies/threads";
import { saleWords } from "../transactions/searched";
import { impersonal } from "./treatments";

export interface Swept {
  handled: number;
  /** Where this sweep goes on; null when it is through. */
  cursor: string | null;
}
export type Sweep = (
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
  cursor: string | null,
) => Promise<Swept>;

const batch = 40;
/** Rows with files or mails of their own are dealt with a few at a time. */
const smallBatch = 10;
/** Chunks of an import's file; each holds up to 80 of its rows. */
const chunkBatch = 10;

/** Deletion needs no place to go on from: the first rows are always the next. */
const more = (handled: number, most: number): Swept => ({ handled, cursor: handled < most ? null : "" });

/** What an erased text says where a text is required. */
const blank = "–";

const quotes: Sweep = async (ctx, customerId, cursor) => {
  const page = await ctx.db
    .query("quotes")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .paginate({ numItems: smallBatch, cursor });
  for (const quote of page.page) {
    const links = await ctx.db
      .query("accessLinks")
      .withIndex("by_quote", (q) => q.eq("quoteId", quote._id))
      .collect();
    for (const link of links) await ctx.db.delete("accessLinks", link._id);
    await forgetMails(ctx, `quote/${quote._id}/`);
    // Lines, totals, dates and number stay: the books rest on them.
    await ctx.db.patch("quotes", quote._id, {
      contactId: undefined,
      subject: blank,
      description: undefined,
      notes: undefined,
      sentTo: undefined,
      respondedBy: undefined,
      rejectReason: undefined,
    });
  }
  return { handled: page.page.length, cursor: page.isDone ? null : page.continueCursor };
};

async function forgetMails(ctx: TenantMutationCtx, beginning: string): Promise<void> {
  for (const mail of await mailsOf(ctx, beginning).collect()) await forgetMail(ctx, mail);
}

function mailsOf(ctx: TenantMutationCtx, beginning: string) {
  return ctx.db
    .query("outbox")
    .withIndex("by_idempotencyKey", (q) =>
      q.gte("idempotencyKey", beginning).lt("idempotencyKey", `${beginning}\u{10FFFF}`),
    );
}

/** A mail that left keeps that it left; one that did not is not sent any more. */
async function forgetMail(ctx: TenantMutationCtx, mail: Doc<"outbox">): Promise<void> {
  const hasLeft = mail.status === "sent" || mail.status === "delivered" || mail.status === "bounced";
  if (!hasLeft) return await ctx.db.delete("outbox", mail._id);
  await ctx.db.patch("outbox", mail._id, {
    to: blank,
    subject: blank,
    text: "",
    html: "",
    link: undefined,
    unsubscribeUrl: undefined,
    messageId: undefined,
    replyTo: undefined,
  });
}

const marketing: Sweep = async (ctx, customerId, cursor) => {
  const page = await mailsOf(ctx, `marketing/${customerId}/`).paginate({ numItems: batch, cursor });
  for (const mail of page.page) {
    await forgetMail(ctx, mail);
    const told = await ctx.db
      .query("auditLog")
      .withIndex("by_entity", (q) => q.eq("entity", "outbox").eq("entityId", mail._id))
      .collect();
    for (const entry of told)
      await ctx.db.patch("auditLog", entry._id, { changes: entry.changes.map(({ field }) => ({ field })) });
  }
  return { handled: page.page.length, cursor: page.isDone ? null : page.continueCursor };
};

const recipients: Sweep = async (ctx, customerId, cursor) => {
  const page = await ctx.db
    .query("campaignRecipients")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .paginate({ numItems: batch, cursor });
  for (const row of page.page)
    await ctx.db.patch("campaignRecipients", row._id, { address: undefined, mailId: undefined });
  return { handled: page.page.length, cursor: page.isDone ? null : page.continueCursor };
};

const leads: Sweep = async (ctx, customerId, cursor) => {
  const page = await ctx.db
    .query("leads")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .paginate({ numItems: smallBatch, cursor });
  for (const lead of page.page) {
    const held = await ctx.db
      .query("heldSubmissions")
      .withIndex("by_lead", (q) => q.eq("leadId", lead._id))
      .collect();
    for (const row of held) await ctx.db.delete("heldSubmissions", row._id);
    // Stages and source stay: the funnel's numbers rest on them.
    await ctx.db.patch("leads", lead._id, {
      title: undefined,
      message: undefined,
      answers: [],
      sourcePage: undefined,
      referrerPath: undefined,
      utm: undefined,
      consent: undefined,
      lostReason: undefined,
    });
  }
  return { handled: page.page.length, cursor: page.isDone ? null : page.continueCursor };
};

const loyalty: Sweep = async (ctx, customerId, cursor) => {
  const page = await ctx.db
    .query("loyaltyEntries")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .paginate({ numItems: batch, cursor });
  // What moved and when stays: the books rest on it.
  for (const entry of page.page)
    await ctx.db.patch("loyaltyEntries", entry._id, { reason: blank, reference: undefined });
  return { handled: page.page.length, cursor: page.isDone ? null : page.continueCursor };
};

const sales: Sweep = async (ctx, customerId, cursor) => {
  const page = await ctx.db
    .query("transactions")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .paginate({ numItems: batch, cursor });
  // What was taken and when stays. So does the other system's id of the sale, so that it is not booked a second time.
  for (const { _id, externalId, voided } of page.page)
    await ctx.db.patch("transactions", _id, {
      reference: undefined,
      note: undefined,
      legacyPosCustomerId: undefined,
      voided: voided === undefined ? undefined : { ...voided, reason: undefined },
      searchText: saleWords(externalId ?? "").join(" "),
    });
  return { handled: page.page.length, cursor: page.isDone ? null : page.continueCursor };
};

const orders: Sweep = async (ctx, customerId, cursor) => {
  const page = await ctx.db
    .query("orders")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .paginate({ numItems: smallBatch, cursor });
  for (const { _id } of page.page) {
    await forgetMails(ctx, `order/${_id}/`);
    // Lines, totals, dates and number stay: the books rest on them.
    await ctx.db.patch("orders", _id, {
      address: undefined,
      wishes: undefined,
      note: undefined,
      reason: undefined,
    });
  }
  return { handled: page.page.length, cursor: page.isDone ? null : page.continueCursor };
};

const packages: Sweep = async (ctx, customerId, cursor) => {
  const page = await ctx.db
    .query("customerPackages")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .paginate({ numItems: batch, cursor });
  // What was bought and used stays, as the sale does; nobody is to be reminded any more.
  for (const { _id, cancelled } of page.page)
    await ctx.db.patch("customerPackages", _id, {
      note: undefined,
      remindOn: undefined,
      reminderId: undefined,
      cancelled: cancelled === undefined ? undefined : { ...cancelled, reason: undefined },
    });
  return { handled: page.page.length, cursor: page.isDone ? null : page.continueCursor };
};

const bookings: Sweep = async (ctx, customerId, cursor) => {
  const page = await ctx.db
    .query("bookings")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .paginate({ numItems: 1, cursor });
  for (const { _id, totalReason } of page.page) {
    await ctx.db.patch("bookings", _id, {
      totalReason: totalReason === undefined ? undefined : blank,
      legacyPosCustomerId: undefined,
      preferencesSnapshot: undefined,
      metadata: undefined,
      note: undefined,
      cancelReason: undefined,
    });
    const payments = ctx.db.query("payments").withIndex("by_booking", (q) => q.eq("bookingId", _id));
    for await (const payment of payments)
      if (payment.reference !== undefined)
        await ctx.db.patch("payments", payment._id, { reference: undefined });
    const people = ctx.db.query("tourParticipants").withIndex("by_booking", (q) => q.eq("bookingId", _id));
    for await (const person of people) await nameless(ctx, person);
  }
  return { handled: page.page.length, cursor: page.isDone ? null : page.continueCursor };
};

/** Places that the person has on what others booked. */
const places: Sweep = async (ctx, customerId, cursor) => {
  const page = await ctx.db
    .query("tourParticipants")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .paginate({ numItems: batch, cursor });
  for (const person of page.page) await nameless(ctx, person);
  return { handled: page.page.length, cursor: page.isDone ? null : page.continueCursor };
};

async function nameless(ctx: TenantMutationCtx, { _id, guestName }: Doc<"tourParticipants">): Promise<void> {
  await ctx.db.patch("tourParticipants", _id, {
    guestName: guestName === undefined ? undefined : blank,
    dietary: undefined,
  });
}

const serviceJobs: Sweep = async (ctx, customerId, cursor) => {
  const page = await ctx.db
    .query("serviceJobs")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .paginate({ numItems: batch, cursor });
  // Value, dates and number stay: the books rest on them.
  for (const { _id } of page.page)
    await ctx.db.patch("serviceJobs", _id, { title: blank, description: undefined });
  return { handled: page.page.length, cursor: page.isDone ? null : page.continueCursor };
};

const followUps: Sweep = async (ctx, customerId) => {
  const rows = await ctx.db
    .query("followUps")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .take(batch);
  for (const row of rows) {
    await ctx.db.delete("followUps", row._id);
    await tallyFollowUp(ctx, row, null);
  }
  return more(rows.length, batch);
};

const communications: Sweep = async (ctx, customerId) => {
  const rows = await ctx.db
    .query("communications")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .take(smallBatch);
  for (const row of rows) {
    await forgetMails(ctx, `communication/${row._id}/`);
    await dropFiles(ctx, row._id);
    await ctx.db.delete("communications", row._id);
    await tallyMessage(ctx, row, null);
  }
  return more(rows.length, smallBatch);
};

const interactions: Sweep = async (ctx, customerId) => {
  const rows = await ctx.db
    .query("interactions")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .take(batch);
  for (const row of rows) {
    await ctx.db.delete("interactions", row._id);
    await tallyInteraction(ctx, row, null);
  }
  return more(rows.length, batch);
};

/** The conversations themselves: one for each channel. */
const conversations: Sweep = async (ctx, customerId) => {
  for (const thread of await threadsOf(ctx, customerId)) {
    await ctx.db.delete("threads", thread._id);
    await tallyThread(ctx, thread, null);
  }
  return { handled: 0, cursor: null };
};

const notes: Sweep = async (ctx, customerId) => {
  const rows = await ctx.db
    .query("notes")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .take(smallBatch);
  for (const row of rows) {
    const mentions = await ctx.db
      .query("mentions")
      .withIndex("by_note", (q) => q.eq("noteId", row._id))
      .collect();
    for (const mention of mentions) await ctx.db.delete("mentions", mention._id);
    await forgetNoteWords(ctx, row._id);
    await ctx.db.delete("notes", row._id);
  }
  return more(rows.length, smallBatch);
};

const documents: Sweep = async (ctx, customerId) => {
  const rows = await ctx.db
    .query("documents")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .take(smallBatch);
  for (const row of rows) {
    const versions = await ctx.db
      .query("documentVersions")
      .withIndex("by_document", (q) => q.eq("documentId", row._id))
      .collect();
    for (const version of versions) {
      await ctx.db.delete("documentVersions", version._id);
      await releaseFile(ctx, version.storageId);
    }
    await ctx.db.delete("documents", row._id);
  }
  return more(rows.length, smallBatch);
};

const pairs: Sweep = async (ctx, customerId) => {
  const first = await ctx.db
    .query("duplicatePairs")
    .withIndex("by_pair", (q) => q.eq("a", customerId))
    .take(batch);
  const second = await ctx.db
    .query("duplicatePairs")
    .withIndex("by_b", (q) => q.eq("b", customerId))
    .take(batch);
  for (const pair of [...first, ...second]) await removePair(ctx, pair);
  return more(Math.max(first.length, second.length), batch);
};

/** Tables whose rows simply go; each has an index by_customer led by the customer. */
export const plainTables = [
  "interactionCounts",
  "customerIdentities",
  "customerKeys",
  "contacts",
  "consentEvents",
  "customerTags",
  "fieldValues",
  "leadScores",
  "customerValues",
  "arrivals",
  "timelineEntries",
  "timelineCounts",
  "customerVisits",
  "presence",
  "noteWords",
] as const;

const plain = (table: (typeof plainTables)[number] | "importedKeys"): Sweep => {
  return async (ctx, customerId) => {
    const rows = await ctx.db
      // One table stands for all in the types: each has this index.
      .query(table as "contacts")
      .withIndex("by_customer", (q) => q.eq("customerId", customerId))
      .take(batch);
    for (const row of rows) await ctx.db.delete(table as "contacts", row._id);
    return more(rows.length, batch);
  };
};

const history: Sweep = async (ctx, customerId, cursor) => {
  const page = await ctx.db
    .query("auditLog")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .paginate({ numItems: batch, cursor });
  for (const entry of page.page) {
    await ctx.db.patch("auditLog", entry._id, {
      changes: entry.changes.map((change) =>
        impersonal.has(change.field) ? change : { field: change.field },
      ),
      reason: undefined,
      // The holder of a link signs with their own name.
      ...(entry.channel === "portal" || entry.channel === "widget" ? { actorName: blank } : {}),
    });
  }
  return { handled: page.page.length, cursor: page.isDone ? null : page.continueCursor };
};

/** Gone already with the record's own words, which alone name the VIP row (erase.ts). */
const profiles: Sweep = async (ctx, customerId) => {
  await forgetProfile(ctx, await ctx.db.get("customers", customerId));
  return { handled: 0, cursor: null };
};

/** Each call deals with the first rows that are left, until there are none. */
const untilNone =
  (work: (ctx: TenantMutationCtx, customerId: Id<"customers">) => Promise<number>): Sweep =>
  async (ctx, customerId) => {
    const handled = await work(ctx, customerId);
    return { handled, cursor: handled === 0 ? null : "" };
  };

/** Copies of all that is held on the person; one that is being written is stopped. */
const copies: Sweep = async (ctx, customerId) => {
  const files = await ctx.db
    .query("exportFiles")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .collect();
  for (const file of files) {
    if (file.sweptAt !== undefined) continue;
    const job = await ctx.db.find("jobs", file.jobId);
    if (job?.status === "running") await cancelJob(ctx, job._id);
    return { handled: await discardParts(ctx, file), cursor: "" };
  }
  return { handled: 0, cursor: null };
};

/** Every merge the record took part in, as the one that stayed or as one that went. */
const merges: Sweep = async (ctx, customerId) => {
  const stayed = await ctx.db
    .query("merges")
    .withIndex("by_primary", (q) => q.eq("primaryCustomerId", customerId))
    .first();
  const went = await ctx.db
    .query("mergedRecords")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .first();
  const mergeId = stayed?._id ?? went?.mergeId;
  if (mergeId === undefined) return { handled: 0, cursor: null };
  const moves = await ctx.db
    .query("mergeMoves")
    .withIndex("by_chunk", (q) => q.eq("mergeId", mergeId))
    .take(smallBatch);
  for (const row of moves) await ctx.db.delete("mergeMoves", row._id);
  if (moves.length === smallBatch) return { handled: moves.length, cursor: "" };
  const records = await ctx.db
    .query("mergedRecords")
    .withIndex("by_merge", (q) => q.eq("mergeId", mergeId))
    .collect();
  for (const row of records) await ctx.db.delete("mergedRecords", row._id);
  const merge = await ctx.db.find("merges", mergeId);
  if (merge !== null) {
    // The name of the one that stayed is the title of the job.
    for (const jobId of [merge.jobId, merge.undoJobId])
      if (jobId !== undefined) await ctx.db.patch("jobs", jobId, { title: "" });
    await ctx.db.delete("merges", mergeId);
  }
  return { handled: moves.length + records.length + 1, cursor: "" };
};

/** Rows of imported files that became this customer: their cells are emptied. The cursor names the file and the place in it. */
const importedCells: Sweep = async (ctx, customerId, cursor) => {
  const rows = await ctx.db
    .query("importRows")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .take(batch);
  const named = rows.filter(({ cells }) => cells.some((cell) => cell !== ""));
  for (const row of named) {
    await ctx.db.patch("importRows", row._id, {
      cells: row.cells.map(() => ""),
      issues: row.issues.map((issue) => ({ ...issue, value: "" })),
    });
  }
  const files = await filesOf(ctx, customerId);
  const at = cursor === null ? { file: 0, page: null } : (JSON.parse(cursor) as Place);
  const importId = files[at.file];
  if (importId === undefined) return { handled: named.length, cursor: null };
  const page = await ctx.db
    .query("importChunks")
    .withIndex("by_index", (q) => q.eq("importId", importId))
    .paginate({ numItems: chunkBatch, cursor: at.page });
  for (const chunk of page.page) {
    if (!chunk.results?.some((result) => result.customerId === customerId)) continue;
    const emptied = chunk.rows.map((row, index) =>
      chunk.results?.[index]?.customerId === customerId ? { ...row, cells: row.cells.map(() => "") } : row,
    );
    await ctx.db.patch("importChunks", chunk._id, { rows: emptied });
  }
  const conflicts = await ctx.db
    .query("importConflicts")
    .withIndex("by_import", (q) => q.eq("importId", importId).eq("customerId", customerId))
    .collect();
  for (const row of conflicts) await ctx.db.delete("importConflicts", row._id);
  const next: Place = page.isDone
    ? { file: at.file + 1, page: null }
    : { file: at.file, page: page.continueCursor };
  return { handled: named.length, cursor: JSON.stringify(next) };
};

interface Place {
  file: number;
  page: string | null;
}

/** Files in which the customer stands: the one that created it, and those that brought it again. */
async function filesOf(ctx: TenantMutationCtx, customerId: Id<"customers">): Promise<Id<"imports">[]> {
  const found = new Set<Id<"imports">>();
  const { importJobId } = await ctx.db.get("customers", customerId);
  if (importJobId !== undefined) {
    const file = await ctx.db
      .query("imports")
      .withIndex("by_job", (q) => q.eq("jobId", importJobId))
      .first();
    if (file !== null) found.add(file._id);
  }
  for (const table of ["importRows", "importedKeys"] as const) {
    const rows = await ctx.db
      .query(table as "importedKeys")
      .withIndex("by_customer", (q) => q.eq("customerId", customerId))
      .take(batch);
    for (const { importId } of rows) if (importId !== undefined) found.add(importId);
  }
  return [...found].toSorted();
}

/** Passes one record through the sweeps named, to their ends; for records with little on them. */
export async function sweepWhole(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
  names: readonly string[],
): Promise<void> {
  for (const { name, sweep } of sweeps) {
    if (!names.includes(name)) continue;
    let cursor: string | null = "";
    while (cursor !== null) ({ cursor } = await sweep(ctx, customerId, cursor === "" ? null : cursor));
  }
}

export const sweeps: readonly { name: string; sweep: Sweep }[] = [
  { name: "quotes", sweep: quotes },
  { name: "orders", sweep: orders },
  { name: "serviceJobs", sweep: serviceJobs },
  { name: "leads", sweep: leads },
  { name: "loyaltyEntries", sweep: loyalty },
  { name: "transactions", sweep: sales },
  { name: "customerPackages", sweep: packages },
  { name: "bookings", sweep: bookings },
  { name: "tourParticipants", sweep: places },
  { name: "campaignRecipients", sweep: recipients },
  { name: "outbox", sweep: marketing },
  { name: "followUps", sweep: followUps },
  { name: "interactions", sweep: interactions },
  { name: "communications", sweep: communications },
  { name: "threads", sweep: conversations },
  { name: "notes", sweep: notes },
  { name: "documents", sweep: documents },
  { name: "duplicatePairs", sweep: pairs },
  ...plainTables.map((table) => ({ name: table, sweep: plain(table) })),
  { name: "webProfiles", sweep: profiles },
  { name: "syncDifferences", sweep: untilNone(dropDifferences) },
  { name: "syncJobs", sweep: untilNone(forgetJobs) },
  { name: "legacyCustomers", sweep: untilNone(forgetRows) },
  { name: "exportFiles", sweep: copies },
  { name: "merges", sweep: merges },
  { name: "importRows", sweep: importedCells },
  { name: "importedKeys", sweep: plain("importedKeys") },
  { name: "auditLog", sweep: history },
];
