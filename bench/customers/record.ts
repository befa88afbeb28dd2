/**
 * A record with thousands of children of each kind beside one with five: what a
 * person opens and pages through must cost the same on both. Documents read and
 * milliseconds, turn about in one run. Documents are those of a whole page, times
 * those of pages with as many rows.
 */
import { api } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
import type { Team } from "../../tests/journeys/support/people";

export interface RecordRow {
  name: string;
  /** Medians, ms. */
  small: number;
  large: number;
  ratio: number;
  documents: number;
  /** Documents read on the small record. */
  documentsSmall: number;
}

const few = 5;
/** Callers at once while the large record is filled. */
const crowd = 16;
/** Rows of a page on the screen; the times compare pages of as many rows as the small record has. */
const wholePage = 30;

interface Filled {
  customerId: Id<"customers">;
  /** Where page 50 of the timeline begins; the last page that there is on the small record. */
  page50: string | null;
}
/** `rows`: so many at most of a list. */
type Work = (record: Filled, rows: number) => Promise<unknown>;

/** Customers that are measured beside each other, with many children of each kind and with few. */
export interface Records {
  large: Id<"customers">;
  small: Id<"customers">;
}

/** Makes them; `staySignedIn` is called between calls, because thousands of children take longer than a sign-in lasts. */
export async function makeRecords(
  team: Team,
  children: number,
  staySignedIn: () => Promise<void>,
): Promise<Records> {
  return {
    large: await fill(team, children, staySignedIn),
    small: await fill(team, few, staySignedIn),
  };
}

/** `mostRead` answers the most documents that one call since its last answer has read. */
export async function measureRecord(
  team: Team,
  records: Records,
  { rounds, mostRead }: { rounds: number; mostRead: () => Promise<number> },
): Promise<RecordRow[]> {
  const { client } = team.admin;
  const { orgId } = team;
  const large = { customerId: records.large, page50: await pageFifty(team, records.large) };
  const small = { customerId: records.small, page50: await pageFifty(team, records.small) };

  const page = (numItems: number, cursor: string | null = null) => ({ numItems, cursor });
  const works: [string, Work][] = [
    [
      "open the record",
      async ({ customerId }) => {
        await Promise.all([
          client.query(api.customers.get, { orgId, customer: customerId }),
          client.query(api.timeline.counts, { orgId, customerId }),
          client.query(api.timeline.away, { orgId, customerId }),
          client.query(api.interactions.counts, { orgId, customerId }),
          client.query(api.notes.pinned, { orgId, customerId }),
          client.query(api.scores.get, { orgId, customerId }),
          client.query(api.value.get, { orgId, customerId }),
        ]);
      },
    ],
    [
      "timeline, first page",
      ({ customerId }, rows) =>
        client.query(api.timeline.list, {
          orgId,
          customerId,
          kind: null,
          paginationOpts: page(rows),
        }),
    ],
    [
      "timeline, page 50",
      ({ customerId, page50 }, rows) =>
        client.query(api.timeline.list, {
          orgId,
          customerId,
          kind: null,
          paginationOpts: page(rows, page50),
        }),
    ],
    [
      "notes",
      ({ customerId }, rows) =>
        client.query(api.notes.list, {
          orgId,
          customerId,
          noteType: null,
          paginationOpts: page(rows),
        }),
    ],
    [
      "documents",
      ({ customerId }, rows) =>
        client.query(api.documents.list, {
          orgId,
          customerId,
          documentType: null,
          paginationOpts: page(rows),
        }),
    ],
    [
      "interactions",
      ({ customerId }, rows) =>
        client.query(api.interactions.list, {
          orgId,
          customerId,
          type: null,
          paginationOpts: page(rows),
        }),
    ],
    [
      "quotes",
      ({ customerId }, rows) =>
        client.query(api.quotes.ofCustomer, { orgId, customerId, paginationOpts: page(rows) }),
    ],
    [
      "history, first page",
      ({ customerId }, rows) =>
        client.query(api.history.list, { orgId, customerId, paginationOpts: page(rows) }),
    ],
    [
      "log an interaction",
      ({ customerId }) =>
        client.mutation(api.interactions.create, {
          orgId,
          customerId,
          input: { type: "call", subject: "Asked again", description: "Asked for prices." },
        }),
    ],
    [
      "change a fact",
      ({ customerId }) =>
        client.mutation(api.customers.update, {
          orgId,
          customerId,
          patch: { notes: `At ${performance.now()}` },
        }),
    ],
  ];
  const rows: RecordRow[] = [];
  for (const [name, work] of works) {
    const times = { small: [] as number[], large: [] as number[] };
    for (let round = 0; round < 3; round++)
      for (const record of [small, large]) await work(record, wholePage);
    await mostRead();
    await work(small, wholePage);
    const documentsSmall = await mostRead();
    await work(large, wholePage);
    const documents = await mostRead();
    for (let round = 0; round < rounds; round++) {
      for (const [size, record] of [
        ["small", small],
        ["large", large],
      ] as const) {
        const began = performance.now();
        await work(record, few);
        times[size].push(performance.now() - began);
      }
    }
    const [low, high] = [median(times.small), median(times.large)];
    rows.push({ name, small: low, large: high, ratio: high / low, documents, documentsSmall });
  }
  return rows;
}

/** Through the doors that people use, so that every counter, history row and search word is there. */
async function fill(
  { orgId, admin }: Team,
  children: number,
  staySignedIn: () => Promise<void>,
): Promise<Id<"customers">> {
  const { customerId } = await admin.client.mutation(api.customers.create, {
    orgId,
    input: { name: `With ${children} of each`, email: `with${children}.${Date.now()}@bench.example` },
  });
  const began = performance.now();
  // Many at once: the client would send them one after the other.
  const now = { skipQueue: true };
  const makers: ((n: number) => Promise<unknown>)[] = [
    (n) =>
      admin.client.mutation(
        api.interactions.create,
        {
          orgId,
          customerId,
          input: { type: "call", subject: `Interaction ${n}`, description: "Asked for prices." },
        },
        now,
      ),
    (n) =>
      admin.client.mutation(
        api.notes.create,
        { orgId, customerId, input: { noteText: `Note ${n}: likes aisles.` } },
        now,
      ),
    async (n) => {
      const url = await admin.client.mutation(api.documents.startUpload, { orgId, customerId }, now);
      // Each another one: what a customer has already is not kept twice.
      const body = new TextEncoder().encode(`Invoice ${n}, as plain text.\n`);
      const answer = await fetch(url, { method: "POST", headers: { "Content-Type": "text/plain" }, body });
      const { storageId } = (await answer.json()) as { storageId: Id<"_storage"> };
      const input = { documentName: `File ${n}.txt` };
      const file = { storageId, fileName: `file-${n}.txt`, fileSize: body.length };
      return await admin.client.mutation(api.documents.create, { orgId, customerId, ...file, input }, now);
    },
    (n) =>
      admin.client.mutation(
        api.quotes.create,
        {
          orgId,
          customerId,
          input: {
            subject: `Quote ${n}`,
            lines: [{ description: "Standard package", quantity: 1000, unitPrice: 10_000, taxRate: 0 }],
            validUntil: "2027-12-31",
          },
        },
        now,
      ),
  ];
  for (const make of makers) {
    let next = 0;
    await Promise.all(
      Array.from({ length: crowd }, async () => {
        while (next < children) {
          await staySignedIn();
          await make(next++);
        }
      }),
    );
  }
  console.log(`${children} of each kind in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return customerId;
}

/** Where page 50 of the timeline begins, or its last page. */
async function pageFifty({ orgId, admin }: Team, customerId: Id<"customers">): Promise<string | null> {
  let cursor: string | null = null;
  for (let n = 1; n < 50; n++) {
    const found: { continueCursor: string; isDone: boolean } = await admin.client.query(api.timeline.list, {
      orgId,
      customerId,
      kind: null,
      paginationOpts: { numItems: wholePage, cursor },
    });
    if (found.isDone) break;
    cursor = found.continueCursor;
  }
  return cursor;
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;
}
