// Hands a file's rows over a few at a time, in order; what was taken stays taken when it stops.
import { useRef, useState } from "react";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import { kindOfFile, rowsAtOnce, type ProfileKind } from "../../../convex/profiles/shape";
import { useOrgMutation } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { readTable, type ReadTable } from "./readTable";

type Taken = FunctionReturnType<typeof api.profiles.take>[number];
export type Outcome = Taken["outcome"];

export interface Problem {
  /** Counted from 1, without the heading. */
  row: number;
  outcome: Outcome;
  what: string;
  cells: Record<string, unknown>;
}

export type TakeState =
  | { stage: "choose"; problem: "unknown" | "unreadable" | null }
  | { stage: "reading" }
  | { stage: "ready"; name: string; kind: ProfileKind; table: ReadTable }
  | {
      stage: "taking" | "done" | "stopped";
      name: string;
      kind: ProfileKind;
      table: ReadTable;
      done: number;
      counts: Partial<Record<Outcome, number>>;
      problems: Problem[];
    };

const fine = new Set<Outcome>(["created", "updated", "unchanged", "linked"]);

export function useTake() {
  const take = useOrgMutation(api.profiles.take);
  const [state, setState] = useState<TakeState>({ stage: "choose", problem: null });
  const isStopped = useRef(false);

  async function open(file: File) {
    setState({ stage: "reading" });
    const table = await readTable(file);
    const kind = table === null ? null : kindOfFile(table.headings);
    if (table === null || kind === null)
      setState({ stage: "choose", problem: table === null ? "unreadable" : "unknown" });
    else setState({ stage: "ready", name: file.name, kind, table });
  }

  async function run(ready: Extract<TakeState, { stage: "ready" }>) {
    isStopped.current = false;
    const { kind, table } = ready;
    const size = rowsAtOnce[kind];
    const counts: Partial<Record<Outcome, number>> = {};
    const problems: Problem[] = [];
    let done = 0;
    const show = (stage: "taking" | "done" | "stopped") =>
      setState({ ...ready, stage, done, counts: { ...counts }, problems: [...problems] });
    show("taking");
    while (done < table.rows.length && !isStopped.current) {
      const rows = table.rows.slice(done, done + size);
      try {
        const taken = await take({ kind, rows });
        for (const [index, { outcome, message }] of taken.entries()) {
          counts[outcome] = (counts[outcome] ?? 0) + 1;
          if (fine.has(outcome)) continue;
          problems.push({ row: done + index + 1, outcome, what: message ?? "", cells: rows[index]! });
        }
      } catch (error) {
        reportError(error);
        return show("stopped");
      }
      done += rows.length;
      show("taking");
    }
    show(done < table.rows.length ? "stopped" : "done");
  }

  return {
    state,
    open: (file: File) => void open(file),
    run: (ready: Extract<TakeState, { stage: "ready" }>) => void run(ready),
    stop: () => {
      isStopped.current = true;
    },
    again: () => setState({ stage: "choose", problem: null }),
  };
}
