// What a folder must hold after a kill, given what its clients were told.
import type { Engine } from "../contract";
import { callOf, unwrap } from "../conformance/calls";
import { STOCK, stepOf } from "./workload";

export interface ClientLog {
  /** Steps below it were answered. */
  answered: number;
  /** Steps below it were begun: at most one more than answered. */
  begun: number;
  /** Step -> what its caller was told. */
  readonly told: Map<number, string>;
}

interface Everything {
  ops: { seq: number; kind: string; count: number; file?: string }[];
  jobs: Record<string, string>;
  total: { count: number } | null;
  rows: { seq: number; part: number; text: string; version: number }[];
  /** The client's rows of the stock. */
  stock: { seq: number; part: number; text: string; version: number }[];
  ran: { seq: number; how: string }[];
}

const nameOf = (row: { seq: number; part: number }) => `${row.seq}/${row.part}`;

/** One sentence per difference. */
export async function differences(
  engine: Engine,
  seed: number,
  client: number,
  log: ClientLog,
): Promise<string[]> {
  const problems: string[] = [];
  const wrong = (text: string) => problems.push(`client ${client}: ${text}`);
  const searched = (found: readonly string[], all: Iterable<readonly [string, string]>) => {
    const expected = [...all].filter(([, text]) => text.split(" ").includes(WORD)).map(([key]) => key);
    const keys = new Set(found);
    // A search gives the best 1,024.
    if (found.length < 1_024 && (keys.size !== expected.length || expected.some((key) => !keys.has(key))))
      wrong(`a search finds ${keys.size} rows instead of ${expected.length}`);
  };
  const left = unwrap(await engine.query(callOf("ops:everything", { client }))) as unknown as Everything;

  const applied = new Map(left.ops.map((op) => [op.seq, op]));
  if (applied.size !== left.ops.length) wrong("a step was applied twice");
  for (let seq = 0; seq < log.answered; seq++) {
    const { kind } = stepOf(seed, client, seq);
    const op = applied.get(seq);
    if (kind === "fail") continue;
    if (op === undefined) wrong(`step ${seq} was acknowledged and is gone`);
    else if (log.told.get(seq) !== String(op.count))
      wrong(`step ${seq} was told ${log.told.get(seq)} and recorded ${op.count}`);
  }
  for (const [seq, op] of applied) {
    if (seq >= log.begun) wrong(`step ${seq} was never begun and is there`);
    if (op.kind === "fail") wrong(`step ${seq} failed and is there`);
  }
  if ((left.total?.count ?? 0) !== applied.size)
    wrong(`${applied.size} steps are there and ${left.total?.count ?? 0} are counted`);

  const rows = new Map<string, string>();
  const stock = new Map<number, string>();
  for (const seq of [...applied.keys()].sort((a, b) => a - b)) {
    const step = stepOf(seed, client, seq);
    const targets = Array.from({ length: 5 }, (_, part) => `${step.target}/${part}`).filter((key) =>
      rows.has(key),
    );
    if (step.kind === "add")
      for (let part = 0; part < step.parts; part++)
        rows.set(`${seq}/${part}`, `${step.text} part${part} v${seq}`);
    if (step.kind === "edit")
      for (const key of targets) rows.set(key, `${step.text} part${key.split("/")[1]} v${seq}`);
    if (step.kind === "remove") for (const key of targets) rows.delete(key);
    if (step.kind === "remove") stock.delete(step.target);
    if (step.kind === "add") stock.set(seq, `${step.text} stock v${seq}`);
    if (step.kind === "edit" && stock.has(step.target)) stock.set(step.target, `${step.text} stock v${seq}`);
  }
  const real = new Map(left.rows.map((row) => [nameOf(row), `${row.text} v${row.version}`]));
  if (real.size !== left.rows.length) wrong("a row is there twice");
  for (const [key, text] of rows)
    if (real.get(key) !== text) wrong(`row ${key} is ${real.get(key) ?? "gone"} instead of ${text}`);
  for (const key of real.keys()) if (!rows.has(key)) wrong(`row ${key} should not be there`);

  const realStock = new Map(left.stock.map(({ seq, text, version }) => [seq, `${text} v${version}`]));
  if (realStock.size !== left.stock.length) wrong("a row of the stock is there twice");
  for (const [seq, text] of stock)
    if (realStock.get(seq) !== text)
      wrong(`row ${seq} of the stock is ${realStock.get(seq) ?? "gone"} instead of ${text}`);
  for (const seq of realStock.keys())
    if (!stock.has(seq)) wrong(`row ${seq} of the stock should not be there`);

  searched(await finds(engine, client), rows);
  searched(
    (await finds(engine, STOCK.client)).filter((key) => key.endsWith(`/${client}`)),
    Array.from(stock, ([seq, text]) => [`${seq}/${client}`, text] as const),
  );

  for (const [seq, op] of applied) {
    const runs = left.ran.filter((run) => run.seq === seq).length;
    const state = left.jobs[seq];
    if (op.kind === "job" && (state !== "success" || runs !== 1))
      wrong(`job of step ${seq} is ${state} and ran ${runs} times`);
    if (op.kind === "action" && (runs > 1 || (state === "success" ? runs !== 1 : state !== "failed")))
      wrong(`action of step ${seq} is ${state} and ran ${runs} times`);
    if (op.kind === "cancelled" && (state !== "canceled" || runs !== 0))
      wrong(`cancelled job of step ${seq} is ${state} and ran ${runs} times`);
    if (op.kind === "file") {
      const text = await fileText(engine, String(op.file));
      if (text !== stepOf(seed, client, seq).text) wrong(`file of step ${seq} reads ${text}`);
    }
  }
  if (left.ran.some((run) => !["job", "action"].includes(applied.get(run.seq)?.kind ?? "")))
    wrong("a job ran that nobody scheduled");
  return problems;
}

const WORD = "granite";

async function finds(engine: Engine, client: number): Promise<string[]> {
  return unwrap(await engine.query(callOf("ops:found", { client, word: WORD }))) as unknown as string[];
}

async function fileText(engine: Engine, id: string): Promise<string> {
  const url = String(unwrap(await engine.query(callOf("ops:fileOf", { id }))));
  const file = await engine.files.open(url.slice(url.lastIndexOf("/") + 1));
  return file === null ? "nothing" : await new Response(file.stream).text();
}
