/**
 * Reading one document and a page of an index at three sizes, turn about, beside bare lmdb that reads the same rows:
 * the keys of an index in order, and for each the document where it lies. What is read is in the system's memory and was
 * read before, as in a host that runs for a while: the first look at a part of a mapped file costs a page fault.
 */
import { open } from "lmdb";
import type { Engine } from "../../host/contract";
import { call, fillItems, newEngine, newFolder, query } from "./project";
import { median, ms, type Line } from "./table";

const ROUNDS = 2_000;
const PAGES = 600;
const SAMPLE = 500;
const PAGE = 50;
/** Every channel has a twentieth of the rows, as items.ts has it, so that a page's rows lie among so many. */
const CHANNELS = 20;
const PAGE_SPAN = CHANNELS * PAGE;

interface World {
  readonly size: number;
  readonly engine: Engine;
  readonly ids: readonly string[];
  readonly floor: BareRows;
}

/** `folder` of the largest size, for the lines that go on with it; its engine is closed. */
export async function measureReads(sizes: readonly number[]): Promise<{ lines: Line[]; folder: string }> {
  const worlds: World[] = [];
  let folder = "";
  for (const size of sizes) {
    folder = newFolder();
    const engine = await newEngine(folder);
    await fillItems(engine, size);
    const ids: string[] = [];
    for (let n = 0; n < SAMPLE; n++)
      ids.push(await query<string>(engine, "items:idOf", { rank: spread(n, size) }));
    const row = JSON.stringify(await query<object>(engine, "items:get", { id: ids[0]! }));
    worlds.push({ size, engine, ids, floor: await bareRows(size, row) });
  }
  const gets = await inTurns(worlds, ROUNDS, (world, n) =>
    world.engine.query(call("items:get", { id: world.ids[n % SAMPLE] })),
  );
  const bareGets = await inTurns(worlds, ROUNDS, (world, n) => world.floor.get(spread(n, world.size)));
  const pages = await warmPages(worlds, ({ engine }, channel, from) =>
    engine.query(call("items:page", { channel, from })),
  );
  const barePages = await warmPages(worlds, ({ floor }, channel, from) => floor.page(channel, from));
  for (const { engine, floor } of worlds) {
    await engine.close();
    await floor.close();
  }
  return {
    lines: [
      ...linesOf("point get", worlds, gets, bareGets, 0.02),
      ...linesOf("index page of 50", worlds, pages, barePages, 0.25),
    ],
    folder,
  };
}

function linesOf(
  what: string,
  worlds: readonly World[],
  own: readonly number[][],
  bare: readonly number[][],
  targetMs: number,
): Line[] {
  const [first, last] = [own[0]!, own.at(-1)!];
  const largest = worlds.at(-1)!.size.toLocaleString("en");
  const ratio = median(last) / median(first);
  const bareRatio = median(bare.at(-1)!) / median(bare[0]!);
  return [
    {
      what: `${what}, ${largest} documents`,
      orbit: ms(median(last)),
      floor: ms(median(bare.at(-1)!)),
      judged: ms(median(last)),
      target: `≤ ${targetMs} ms`,
      ok: median(last) <= targetMs,
    },
    {
      what: `${what}, ${worlds.map(({ size }) => size.toLocaleString("en")).join(" / ")}`,
      orbit: own.map((times) => ms(median(times))).join(" / "),
      floor: bare.map((times) => ms(median(times))).join(" / "),
      judged: `${ratio.toFixed(2)} largest : smallest (floor ${bareRatio.toFixed(2)})`,
      target: "≤ 1.15",
      ok: ratio <= 1.15,
    },
  ];
}

/** Milliseconds of each call, by world. */
async function inTurns(
  worlds: readonly World[],
  rounds: number,
  work: (world: World, round: number) => unknown,
): Promise<number[][]> {
  const times = worlds.map(() => [] as number[]);
  for (let round = -rounds / 5; round < rounds; round++) {
    for (const [i, world] of worlds.entries()) {
      const began = performance.now();
      await work(world, Math.abs(round));
      if (round >= 0) times[i]!.push(performance.now() - began);
    }
  }
  return times;
}

/** Every part of the files is looked at once before, in the order of the rows. */
async function warmPages(
  worlds: readonly World[],
  page: (world: World, channel: number, from: number) => unknown,
): Promise<number[][]> {
  for (const world of worlds)
    for (let n = 0; n * PAGE_SPAN < world.size; n++) await page(world, n % CHANNELS, n * PAGE_SPAN);
  return await inTurns(worlds, PAGES, (world, n) => page(world, n % CHANNELS, pageStart(n, world.size)));
}

/** A row far from the one before, so that no cache of pages flatters anybody. */
function spread(n: number, size: number): number {
  return (n * 7_919) % size;
}

/** Fifty rows follow wherever a page starts. */
function pageStart(n: number, size: number): number {
  return spread(n, Math.max(1, size - PAGE_SPAN));
}

interface BareRows {
  get(n: number): unknown;
  page(channel: number, from: number): unknown;
  close(): Promise<void>;
}

async function bareRows(size: number, row: string): Promise<BareRows> {
  const store = open<string, number>({
    path: `${newFolder()}/floor.mdb`,
    noSubdir: true,
    mapSize: 2 ** 34,
    maxDbs: 2,
    encoding: "string",
    noSync: true,
  });
  const index = store.openDB<string, [number, number]>({ name: "index", encoding: "string" });
  for (let from = 0; from < size; from += 5_000) {
    await store.transaction(() => {
      for (let n = from; n < Math.min(size, from + 5_000); n++) {
        void store.put(n, row);
        void index.put([n % CHANNELS, n], "");
      }
    });
  }
  return {
    get: (n) => JSON.parse(store.get(n)!) as unknown,
    page: (channel, from) =>
      [...index.getKeys({ start: [channel, from], limit: PAGE })].map(
        ([, n]) => JSON.parse(store.get(n)!) as unknown,
      ),
    close: () => store.close(),
  };
}
