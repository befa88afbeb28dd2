/** Search over many documents of one tenant: any prefix, one to three words, with and without a filter. */
import type { Engine } from "../../host/contract";
import { mutate, newEngine, query } from "./project";
import { median, ms, quantile, type Line } from "./table";

const VOCABULARY = 30_000;
const WORDS = 12;
const KNOWN = 20_000;
const PER_CALL = 500;
const TENANT = "tenant";
const STATUSES = ["lead", "active", "former"];

/** `size` documents; the target is set for 100,000. */
export async function measureSearch(size: number, rounds: number): Promise<Line[]> {
  const engine = await newEngine();
  const random = randomOf(7);
  const vocabulary = Array.from({ length: VOCABULARY }, () => word(random));
  const pick = zipf(VOCABULARY, random);
  let n = 0;
  /** What people search is there: words of rows, frequent ones more often. */
  const known: string[] = [];
  const row = () => {
    const words = Array.from({ length: WORDS }, () => vocabulary[pick()]!);
    if (known.length < KNOWN) known.push(...words);
    return { tenant: TENANT, status: STATUSES[n++ % STATUSES.length]!, words: words.join(" ") };
  };
  for (let done = 0; done < size; done += PER_CALL)
    await mutate(engine, "texts:fill", { rows: Array.from({ length: PER_CALL }, row) });
  const asked = () => known[Math.floor(random() * known.length)]!;
  const cases: readonly [string, () => string][] = [
    ["1 letter", () => asked().slice(0, 1)],
    ["2 letters", () => asked().slice(0, 2)],
    ["3 letters", () => asked().slice(0, 3)],
    ["a word", () => asked()],
    ["2 words, 2nd begun", () => `${asked()} ${asked().slice(0, 2)}`],
    ["3 words, 3rd begun", () => `${asked()} ${asked()} ${asked().slice(0, 1)}`],
  ];
  const lines: Line[] = [];
  for (const [name, text] of cases) {
    for (const filtered of [false, true]) lines.push(await timed(engine, name, text, filtered, size, rounds));
  }
  lines.push(await timedUpdate(engine, row, size, rounds));
  await engine.close();
  return lines;
}

async function timed(
  engine: Engine,
  name: string,
  text: () => string,
  filtered: boolean,
  size: number,
  rounds: number,
): Promise<Line> {
  const times: number[] = [];
  for (let round = -5; round < rounds; round++) {
    const args = { tenant: TENANT, text: text(), status: filtered ? STATUSES[1]! : null };
    const began = performance.now();
    const found = await query<string[]>(engine, "texts:search", args);
    if (round >= 0) times.push(performance.now() - began);
    if (found.length === 0 && !filtered) throw new Error(`Nothing was found for ${args.text}`);
  }
  const p95 = quantile(times, 0.95);
  return {
    what: `search ${name}${filtered ? ", filtered" : ""}, ${size.toLocaleString("en")} documents`,
    orbit: `${ms(median(times))}, p95 ${ms(p95)}`,
    floor: "",
    judged: `p95 ${ms(p95)}`,
    target: "≤ 20 ms",
    ok: p95 <= 20,
  };
}

/** What a commit with search costs per document, in a mutation of twenty, the commit included. */
async function timedUpdate(engine: Engine, row: () => object, size: number, rounds: number): Promise<Line> {
  const times: number[] = [];
  for (let round = -5; round < rounds; round++) {
    const rows = Array.from({ length: 20 }, row);
    const began = performance.now();
    await mutate(engine, "texts:fill", { rows });
    if (round >= 0) times.push((performance.now() - began) / rows.length);
  }
  return {
    what: `adding a document to the search index, ${size.toLocaleString("en")} documents`,
    orbit: ms(median(times)),
    floor: "",
    judged: ms(median(times)),
    target: "≤ 2 ms",
    ok: median(times) <= 2,
  };
}

type Random = () => number;

/** mulberry32: the same words in every run. */
function randomOf(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function word(random: Random): string {
  const length = 4 + Math.floor(random() * 6);
  const letters = Array.from({ length }, () => String.fromCharCode(97 + Math.floor(random() ** 1.5 * 26)));
  return letters.join("");
}

/** Ranks by Zipf's law: few words are frequent, most are rare. */
function zipf(size: number, random: Random): () => number {
  const sums: number[] = [];
  let sum = 0;
  for (let rank = 1; rank <= size; rank++) sums.push((sum += 1 / rank));
  return () => {
    const at = random() * sum;
    let low = 0;
    let high = size - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! < at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
