/**
 * What people do most (W1 to W7, W11), each beside the same done by hand over bare
 * HTTP and lmdb and beside an empty signed-in query, turn about in one run.
 *
 * The rule of targets: the median at most `multiple` times the floor's; where the
 * empty query alone takes more than twice the floor, (floor + empty query) x 2
 * instead, because the rest is what Orbit adds to any call. The 95th percentile at
 * most `multiple95` times the floor's own, whatever the empty query takes. Documents
 * and bytes are the most that one call read and answered.
 */
import { api } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
import { columnsAtFirst, fieldsOfColumns } from "../../src/features/customers/columnFields";
import type { Team } from "../../tests/journeys/support/people";

export interface WorkloadWorld {
  size: number;
  team: Team;
  /** Customers that are opened and changed. */
  ids: readonly Id<"customers">[];
}
type Call = (world: WorkloadWorld, n: number) => Promise<unknown>;

interface Workload {
  name: string;
  /** What `orbit` calls. */
  calls: string;
  orbit: Call;
  floor: (world: WorkloadWorld, n: number) => { path: string; body?: object };
  /** Of the floor. */
  multiple: number;
  multiple95?: number;
  /** Documents of one call. */
  documents?: number;
  /** Bytes of one answer, as JSON. */
  bytes?: number;
  callers: number;
  /** Twenty of October 2025 on such a machine at 1k, 100k and 1M rows, p50 ms of one caller; quoted, not run here. */
  twenty: readonly [number, number, number] | null;
  /** Answers of writes are counted by runs: a conflict makes one run again. */
  writes?: boolean;
}

interface Times {
  p50: number;
  p95: number;
}

export interface WorkloadRow {
  name: string;
  size: number;
  orbit: Times;
  floor: Times;
  empty: Times;
  /** Orbit's median by the floor's, of each round: the middle one, the least and the most. */
  ratio: readonly [median: number, least: number, most: number];
  /** What is held, each with its limit; `rule` says which of the two made the median's. */
  held: readonly { what: "p50" | "p95" | "documents" | "bytes"; value: number; limit: number }[];
  rule: "multiple" | "restated";
  documents: number;
  bytes: number;
  floorBytes: number;
  twenty: number | null;
  /** Runs of the function beyond one for each call; null where that is not counted. */
  retries: number | null;
}

/** Calls of each side in one round. */
const perRound = 16;
const keystrokes = ["p", "pe", "pet", "petr"];
const word = "petrov";
/** Fifty rows, who asks and what they may see. */
const documentsOfPage = 55;
/** 1.3 times fifty rows of ten fields. */
const bytesOfPage = Math.round(1.3 * 9_700);

/** `ranOf` answers how often a function ran since it was last asked, and the most documents that one run read. */
export async function measureWorkloads(
  worlds: readonly WorkloadWorld[],
  floorUrl: string,
  {
    rounds,
    runId,
    ranOf,
    beforeEach,
  }: {
    rounds: number;
    runId: string;
    ranOf: (name: string) => Promise<{ runs: number; documents: number }>;
    beforeEach: () => Promise<void>;
  },
): Promise<WorkloadRow[]> {
  const rows: WorkloadRow[] = [];
  for (const world of worlds) {
    for (const workload of workloads(runId)) {
      await beforeEach();
      rows.push(await measure(workload, world));
    }
  }
  return rows;

  async function measure(workload: Workload, world: WorkloadWorld): Promise<WorkloadRow> {
    const { name, calls, callers, twenty } = workload;
    const ask = async (_world: WorkloadWorld, n: number) => {
      const { path, body } = workload.floor(world, n);
      const address = `${floorUrl}${path}${path.includes("?") ? "&" : "?"}size=${world.size}`;
      const answer = await fetch(
        address,
        body === undefined ? {} : { method: "POST", body: JSON.stringify(body) },
      );
      if (!answer.ok) throw new Error(`The floor's ${path} answers ${answer.status}`);
      return await answer.json();
    };
    const ours: number[] = [];
    const nothing: number[] = [];
    const bare: number[] = [];
    const ratios: number[] = [];
    await ranOf(calls);
    for (let round = -1; round < rounds; round++) {
      const turn = { first: (round + 1) * perRound, callers };
      const one = await timed(workload.orbit, world, turn);
      const between = await timed(emptyQuery, world, turn);
      const other = await timed(ask, world, turn);
      if (round < 0) continue; // warm-up
      ours.push(...one);
      nothing.push(...between);
      bare.push(...other);
      ratios.push(quantile(one, 0.5) / quantile(other, 0.5));
    }
    const { runs, documents } = await ranOf(calls);
    const n = (rounds + 1) * perRound;
    const [orbit, empty, floor] = [timesOf(ours), timesOf(nothing), timesOf(bare)];
    const isRestated = empty.p50 > 2 * floor.p50;
    const bytes = workload.writes === true ? 0 : bytesOf(await workload.orbit(world, n));
    const floorBytes = workload.writes === true ? 0 : bytesOf(await ask(world, n));
    const held: WorkloadRow["held"][number][] = [
      {
        what: "p50",
        value: orbit.p50,
        limit: isRestated ? 2 * (floor.p50 + empty.p50) : workload.multiple * floor.p50,
      },
    ];
    if (workload.multiple95 !== undefined)
      held.push({ what: "p95", value: orbit.p95, limit: workload.multiple95 * floor.p95 });
    if (workload.documents !== undefined)
      held.push({ what: "documents", value: documents, limit: workload.documents });
    if (workload.bytes !== undefined) held.push({ what: "bytes", value: bytes, limit: workload.bytes });
    return {
      name,
      size: world.size,
      orbit,
      floor,
      empty,
      ratio: [quantile(ratios, 0.5), Math.min(...ratios), Math.max(...ratios)],
      held,
      rule: isRestated ? "restated" : "multiple",
      documents,
      bytes,
      floorBytes,
      twenty: twenty?.[world.size >= 1_000_000 ? 2 : world.size >= 100_000 ? 1 : 0] ?? null,
      retries: workload.writes === true ? runs - n : null,
    };
  }
}

const bytesOf = (answer: unknown) => Buffer.byteLength(JSON.stringify(answer));
const timesOf = (times: readonly number[]): Times => ({
  p50: quantile(times, 0.5),
  p95: quantile(times, 0.95),
});

const given = ["Ruth", "Ivan", "Maria", "Omar", "Elena", "Tomas", "Aisha", "Peter"];

/**
 * Two words, as people's names have, another one for each number. Words with digits in it would be looked for by
 * three times as many keys of recognition.
 */
function newName(n: number): string {
  let family = "";
  for (let left = n; left > 0 || family === ""; left = Math.floor(left / 60))
    family += "bdfgklmnprst"[left % 12]! + "aeiou"[Math.floor(left / 12) % 5]!;
  return `${given[n % given.length]!} ${family[0]!.toUpperCase()}${family.slice(1)}`;
}

/** What the list asks for until somebody chooses other columns. */
const fields = fieldsOfColumns(columnsAtFirst);

const emptyQuery: Call = ({ team }) => team.admin.client.query(api.settings.get, { orgId: team.orgId });

function workloads(runId: string): Workload[] {
  const create: Call = ({ team, size }, n) =>
    team.admin.client.mutation(
      api.customers.create,
      {
        orgId: team.orgId,
        input: { name: newName(Number(runId) * 300_000 + n), email: `f${n}.${runId}.${size}@bench.test` },
      },
      { skipQueue: true },
    );
  const update: Call = ({ team, ids }, n) =>
    team.admin.client.mutation(
      api.customers.update,
      { orgId: team.orgId, customerId: ids[n % ids.length]!, patch: { notes: `Round ${n} of ${runId}` } },
      { skipQueue: true },
    );
  const search =
    (textOf: (n: number) => string): Call =>
    ({ team }, n) =>
      team.admin.client.query(api.customers.searchPacked, {
        orgId: team.orgId,
        fields,
        text: textOf(n),
        limit: 20,
      });
  const created = { path: "/create", body: { name: "Somebody New" } };
  const updated = (n: number) => ({ path: `/update?id=${n % 50}`, body: { name: `Customer ${n}` } });
  const read = { callers: 1, multiple: 4, multiple95: 6 };
  const page = { ...read, calls: "customers:listPacked", documents: documentsOfPage, bytes: bytesOfPage };
  const write = { multiple: 5, writes: true };
  return [
    {
      name: "W1 50 customers, newest first",
      orbit: ({ team }) =>
        team.admin.client.query(api.customers.listPacked, {
          orgId: team.orgId,
          fields,
          sort: "createdAt",
          order: "desc",
        }),
      floor: () => ({ path: "/list" }),
      twenty: [16, 64, 513],
      ...page,
    },
    {
      name: "W2 50 of one status and owner",
      // By name: the newest are what runs on a kept folder have left, whom nobody owns.
      orbit: ({ team }) =>
        team.admin.client.query(api.customers.listPacked, {
          orgId: team.orgId,
          fields,
          filters: { statuses: ["active"], owners: ["me"] },
          sort: "name",
        }),
      floor: () => ({ path: "/filter?status=active&owner=7" }),
      twenty: [13, 36, 307],
      ...page,
    },
    {
      name: "W3 20 by the beginning of a name",
      orbit: search((n) => keystrokes[n % keystrokes.length]!),
      floor: (_world, n) => ({ path: `/prefix?text=${keystrokes[n % keystrokes.length]}` }),
      twenty: [12, 87, 444],
      calls: "customers:searchPacked",
      documents: 25,
      ...read,
    },
    {
      name: "W4 20 by a word",
      orbit: search(() => word),
      floor: () => ({ path: `/word?text=${word}` }),
      twenty: [12, 10, 18],
      calls: "customers:searchPacked",
      ...read,
    },
    {
      name: "W5 a customer and what belongs to it",
      orbit: ({ team, ids }, n) =>
        team.admin.client.query(api.customers.get, { orgId: team.orgId, customer: ids[n % ids.length]! }),
      floor: (_world, n) => ({ path: `/get?id=${n % 50}` }),
      twenty: [11, 9, 11],
      calls: "customers:get",
      documents: 20,
      ...read,
    },
    {
      name: "W6 create, durable",
      calls: "customers:create",
      orbit: create,
      floor: () => created,
      twenty: [34, 41, 249],
      callers: 1,
      ...write,
    },
    {
      name: "W6 create, durable, 16 at once",
      calls: "customers:create",
      orbit: (world, n) => create(world, n + 100_000),
      floor: () => created,
      twenty: null,
      callers: 16,
      ...write,
    },
    {
      name: "W7 update, durable",
      calls: "customers:update",
      orbit: update,
      floor: (_world, n) => updated(n),
      twenty: [22, 17, 19],
      callers: 1,
      ...write,
    },
    {
      name: "W7 update, durable, 16 at once on 50 records",
      calls: "customers:update",
      orbit: (world, n) => update(world, n + 100_000),
      floor: (_world, n) => updated(n),
      twenty: null,
      callers: 16,
      ...write,
    },
    {
      name: "W11 exact number of one status",
      calls: "customers:count",
      orbit: ({ team }) =>
        team.admin.client.query(api.customers.count, {
          orgId: team.orgId,
          filters: { statuses: ["active"] },
        }),
      floor: () => ({ path: "/count?status=active" }),
      twenty: null,
      callers: 1,
      multiple: 2,
    },
  ];
}

async function timed(
  call: Call,
  world: WorkloadWorld,
  { first, callers }: { first: number; callers: number },
): Promise<number[]> {
  const times: number[] = [];
  let next = first;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (next < first + perRound) {
        const n = next++;
        const began = performance.now();
        await call(world, n);
        times.push(performance.now() - began);
      }
    }),
  );
  return times;
}

function quantile(times: readonly number[], part: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]!;
}

/** What of a workload is above its limit. */
export function missedBy({ held }: WorkloadRow): string[] {
  return held.filter(({ value, limit }) => value > limit).map(({ what }) => what);
}

const ms = (value: number) => value.toFixed(value < 10 ? 2 : 1);
const both = ({ p50, p95 }: Times) => `${ms(p50)} / ${ms(p95)}`;

/** As a table for the console, by name. */
export function tableOf(rows: readonly WorkloadRow[]): Record<string, Record<string, string>> {
  return Object.fromEntries(
    rows.map((row) => {
      const { name, size, orbit, floor, empty, ratio, held, rule, documents, bytes, floorBytes } = row;
      const limitOf = (what: string) => held.find((one) => one.what === what)?.limit;
      const [p50, p95] = [limitOf("p50")!, limitOf("p95")];
      const missed = missedBy(row);
      return [
        `${size}: ${name}`,
        {
          "Orbit p50 / p95": both(orbit),
          "floor p50 / p95": both(floor),
          "empty p50 / p95": both(empty),
          "times the floor": `${ratio[0].toFixed(1)} [${ratio[1].toFixed(1)}–${ratio[2].toFixed(1)}]`,
          rule: rule === "restated" ? "(floor + empty) x 2" : `${(p50 / floor.p50).toFixed(0)} x floor`,
          "limits p50 / p95": `${ms(p50)} / ${p95 === undefined ? "–" : ms(p95)}`,
          documents: withLimit(documents, limitOf("documents")),
          "bytes (floor's)": bytes === 0 ? "" : `${withLimit(bytes, limitOf("bytes"))} (${floorBytes})`,
          "": missed.length === 0 ? "met" : `MISSED: ${missed.join(", ")}`,
          "Twenty, quoted": row.twenty === null ? "" : String(row.twenty),
          retries: row.retries === null ? "" : String(row.retries),
        },
      ];
    }),
  );
}

const withLimit = (value: number, limit: number | undefined) =>
  limit === undefined ? String(value) : `${value} of ${limit}`;
