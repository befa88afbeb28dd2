/**
 * What people do most (W1 to W7, W11), each beside the same done by hand over bare
 * HTTP and lmdb, turn about in one run. A target is a multiple of the floor; where
 * an empty signed-in query alone costs more than twice the floor, it is twice the
 * floor and that query together: the rest is what Orbit adds to any call.
 */
import { api } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
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
  orbit: Call;
  floor: (world: WorkloadWorld, n: number) => { path: string; body?: object };
  /** Of the floor; `null`: only beside it. */
  multiple: number;
  callers: number;
  /** Twenty of October 2025 on such a machine at 1k, 100k and 1M rows, p50 ms of one caller; quoted, not run here. */
  twenty: readonly [number, number, number] | null;
  writes?: boolean;
}

export interface WorkloadRow {
  name: string;
  size: number;
  orbit: { p50: number; p95: number };
  floor: { p50: number; p95: number };
  /** Orbit's median by the floor's, of each round: the middle one, the least and the most. */
  ratio: readonly [median: number, least: number, most: number];
  /** ms: the multiple of the floor; and twice the floor and an empty call together, where that call alone is more than two floors. */
  targets: { multiple: number; restated: number | null };
  twenty: number | null;
  /** Runs of the function beyond one for each call; null where that is not counted. */
  retries: number | null;
}

/** Calls of each side in one round. */
const perRound = 16;
const keystrokes = ["p", "pe", "pet", "petr"];
const word = "petrov";

/** `runsOf` answers how often a function ran since it was last asked. */
export async function measureWorkloads(
  worlds: readonly WorkloadWorld[],
  floorUrl: string,
  {
    rounds,
    runId,
    runsOf,
    beforeEach,
  }: {
    rounds: number;
    runId: string;
    runsOf: (name: string) => Promise<number>;
    beforeEach: () => Promise<void>;
  },
): Promise<WorkloadRow[]> {
  const rows: WorkloadRow[] = [];
  for (const world of worlds) {
    await beforeEach();
    const empty = await medianOf(world, emptyQuery);
    console.log(`${world.size}: an empty signed-in query takes ${empty.toFixed(2)} ms.`);
    for (const workload of workloads(runId)) {
      await beforeEach();
      rows.push(await measure(workload, world, empty));
    }
  }
  return rows;

  async function measure(workload: Workload, world: WorkloadWorld, empty: number): Promise<WorkloadRow> {
    const { name, callers, multiple, twenty } = workload;
    const ask = async (_world: WorkloadWorld, n: number) => {
      const { path, body } = workload.floor(world, n);
      const address = `${floorUrl}${path}${path.includes("?") ? "&" : "?"}size=${world.size}`;
      const answer = await fetch(
        address,
        body === undefined ? {} : { method: "POST", body: JSON.stringify(body) },
      );
      if (!answer.ok) throw new Error(`The floor's ${path} answers ${answer.status}`);
      await answer.json();
    };
    const ours: number[] = [];
    const bare: number[] = [];
    const ratios: number[] = [];
    const changes = workload.writes === true ? functionOf(name) : null;
    if (changes !== null) await runsOf(changes);
    for (let round = -1; round < rounds; round++) {
      const first = (round + 1) * perRound;
      const one = await timed(workload.orbit, world, { first, callers });
      const other = await timed(ask, world, { first, callers });
      if (round < 0) continue; // warm-up
      ours.push(...one);
      bare.push(...other);
      ratios.push(quantile(one, 0.5) / quantile(other, 0.5));
    }
    const runs = changes === null ? null : await runsOf(changes);
    const floor = { p50: quantile(bare, 0.5), p95: quantile(bare, 0.95) };
    return {
      name,
      size: world.size,
      orbit: { p50: quantile(ours, 0.5), p95: quantile(ours, 0.95) },
      floor,
      ratio: [quantile(ratios, 0.5), Math.min(...ratios), Math.max(...ratios)],
      targets: {
        multiple: multiple * floor.p50,
        restated: empty > 2 * floor.p50 ? 2 * (floor.p50 + empty) : null,
      },
      twenty: twenty?.[world.size >= 1_000_000 ? 2 : world.size >= 100_000 ? 1 : 0] ?? null,
      retries: runs === null ? null : runs - (rounds + 1) * perRound,
    };
  }
}

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

const functionOf = (name: string) => (name.includes("create") ? "customers:create" : "customers:update");

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
      team.admin.client.query(api.customers.search, { orgId: team.orgId, text: textOf(n), limit: 20 });
  const created = { path: "/create", body: { name: "Somebody New" } };
  const updated = (n: number) => ({ path: `/update?id=${n % 50}`, body: { name: `Customer ${n}` } });
  const read = { callers: 1, multiple: 4 };
  const write = { multiple: 5, writes: true };
  return [
    {
      name: "W1 50 customers, newest first",
      orbit: ({ team }) =>
        team.admin.client.query(api.customers.list, { orgId: team.orgId, sort: "createdAt", order: "desc" }),
      floor: () => ({ path: "/list" }),
      twenty: [16, 64, 513],
      ...read,
    },
    {
      name: "W2 50 of one status and owner",
      // By name: the newest are what runs on a kept folder have left, whom nobody owns.
      orbit: ({ team }) =>
        team.admin.client.query(api.customers.list, {
          orgId: team.orgId,
          filters: { statuses: ["active"], owners: ["me"] },
          sort: "name",
        }),
      floor: () => ({ path: "/filter?status=active&owner=7" }),
      twenty: [13, 36, 307],
      ...read,
    },
    {
      name: "W3 20 by the beginning of a name",
      orbit: search((n) => keystrokes[n % keystrokes.length]!),
      floor: (_world, n) => ({ path: `/prefix?text=${keystrokes[n % keystrokes.length]}` }),
      twenty: [12, 87, 444],
      ...read,
    },
    {
      name: "W4 20 by a word",
      orbit: search(() => word),
      floor: () => ({ path: `/word?text=${word}` }),
      twenty: [12, 10, 18],
      ...read,
    },
    {
      name: "W5 a customer and what belongs to it",
      orbit: ({ team, ids }, n) =>
        team.admin.client.query(api.customers.get, { orgId: team.orgId, customer: ids[n % ids.length]! }),
      floor: (_world, n) => ({ path: `/get?id=${n % 50}` }),
      twenty: [11, 9, 11],
      ...read,
    },
    {
      name: "W6 create, durable",
      orbit: create,
      floor: () => created,
      twenty: [34, 41, 249],
      callers: 1,
      ...write,
    },
    {
      name: "W6 create, durable, 16 at once",
      orbit: (world, n) => create(world, n + 100_000),
      floor: () => created,
      twenty: null,
      callers: 16,
      ...write,
    },
    {
      name: "W7 update, durable",
      orbit: update,
      floor: (_world, n) => updated(n),
      twenty: [22, 17, 19],
      callers: 1,
      ...write,
    },
    {
      name: "W7 update, durable, 16 at once on 50 records",
      orbit: (world, n) => update(world, n + 100_000),
      floor: (_world, n) => updated(n),
      twenty: null,
      callers: 16,
      ...write,
    },
    {
      name: "W11 exact number of one status",
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

async function medianOf(world: WorkloadWorld, call: Call): Promise<number> {
  await timed(call, world, { first: 0, callers: 1 });
  const times: number[] = [];
  for (let round = 0; round < 5; round++) times.push(...(await timed(call, world, { first: 0, callers: 1 })));
  return quantile(times, 0.5);
}

function quantile(times: readonly number[], part: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]!;
}

/** The restated target counts where there is one. */
export function isMet({ orbit, targets: { multiple, restated } }: WorkloadRow): boolean {
  return orbit.p50 <= (restated ?? multiple);
}

const ms = (value: number) => value.toFixed(value < 10 ? 2 : 1);
const verdict = (p50: number, target: number) => `${ms(target)} ${p50 <= target ? "met" : "MISSED"}`;

/** As a table for the console, by name. */
export function tableOf(rows: readonly WorkloadRow[]): Record<string, Record<string, string>> {
  return Object.fromEntries(
    rows.map(({ name, size, orbit, floor, ratio, targets, twenty, retries }) => [
      `${size}: ${name}`,
      {
        "Orbit p50 / p95": `${ms(orbit.p50)} / ${ms(orbit.p95)}`,
        "floor p50 / p95": `${ms(floor.p50)} / ${ms(floor.p95)}`,
        "times the floor": `${ratio[0].toFixed(1)} [${ratio[1].toFixed(1)}–${ratio[2].toFixed(1)}]`,
        "multiple of the floor": verdict(orbit.p50, targets.multiple),
        "(floor + empty) x 2": targets.restated === null ? "" : verdict(orbit.p50, targets.restated),
        "Twenty, quoted": twenty === null ? "" : String(twenty),
        retries: retries === null ? "" : String(retries),
      },
    ]),
  );
}
