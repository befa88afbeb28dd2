// What a page asks first, asked before its code has arrived. A page names those questions (useAsksFirst); they are kept
// with its address, as function names and arguments, never answers. At the next visit src/boot.ts asks them over HTTP in
// the moment the session is renewed, so that the page can be drawn whole at once. The live connection asks the same
// questions itself; an answer of here stands in only until its own has come.
import { useEffect } from "react";
import { convexToJson, jsonToConvex, type JSONValue, type Value } from "convex/values";
import { ConvexReactClient, type Watch } from "convex/react";
import { getFunctionName, type FunctionReference } from "convex/server";
import { readLocal, writeLocal } from "../ui/store";

interface Question {
  path: string;
  /** As Convex encodes them. */
  args: JSONValue;
}

/** Kept in this browser: the last few addresses, newest first. */
export type FirstQuestions = readonly { address: string; questions: readonly Question[] }[];

export interface FirstAnswer extends Question {
  value: JSONValue;
}

declare global {
  interface Window {
    /** What src/boot.ts has asked while this code was on its way. */
    orbitFirst?: Promise<FirstAnswer[]>;
  }
}

const KEY = "orbit.first";
const ADDRESSES = 6;
/** How long an answer may stand in for the live one (ms), should the live connection not come about. */
const STANDS_MS = 30_000;

interface Held {
  args: string;
  value: Value;
  text: string;
  until: number;
  /** The live answer compared last, and what is shown for it. */
  live?: { answer: unknown; shown: unknown };
}

/** By function: a page asks each only once at first. */
const held = new Map<string, Held>();
/** Who was drawn before the answers were here (a busy machine, a slow network). */
const waiting = new Set<() => void>();

/** Takes over what the start of the page has asked; resolves when it is known, at once when nothing was asked. */
export async function takeFirstAnswers(): Promise<void> {
  const asked = window.orbitFirst;
  delete window.orbitFirst;
  for (const { path, args, value } of (await asked) ?? []) {
    held.set(path, {
      args: JSON.stringify(args),
      value: jsonToConvex(value),
      text: JSON.stringify(value),
      until: performance.now() + STANDS_MS,
    });
  }
  for (const tell of waiting) tell();
}

/** Somebody else may be here now. */
export function forgetFirst(): void {
  held.clear();
  collecting = null;
  writeLocal(KEY, undefined);
}

/**
 * What to show for a query whose live answer is `live` (undefined before it has come). While the two are equal the first
 * one's objects stay, so that nothing is drawn twice.
 */
export function firstOr<T>(path: string, args: Value, live: T): T {
  const first = held.get(path);
  if (!first || JSON.stringify(convexToJson(args)) !== first.args) return live;
  if (live === undefined) return first.live || performance.now() > first.until ? live : (first.value as T);
  if (first.live?.answer !== live) {
    const isSame = JSON.stringify(convexToJson(live as Value)) === first.text;
    first.live = { answer: live, shown: isSame ? first.value : live };
  }
  return first.live!.shown as T;
}

/** Convex's client, whose queries may be answered before the live connection is open. */
export function newClient(address: string): ConvexReactClient {
  // Leaving with unsaved edits is warned of by the browser; there is nothing to lose once mutations are confirmed.
  const client = new ConvexReactClient(address, { unsavedChangesWarning: true });
  const watch = client.watchQuery.bind(client);
  client.watchQuery = (query, ...rest) => {
    return withFirst(getFunctionName(query), rest[0] ?? {}, watch(query, ...rest));
  };
  return client;
}

/** A watched query that shows the first answer meanwhile, also where that comes after the page was drawn. */
export function withFirst<T>(path: string, args: Value, live: Watch<T>): Watch<T> {
  return {
    ...live,
    localQueryResult: () => firstOr(path, args, live.localQueryResult()),
    onUpdate: (changed) => {
      const end = live.onUpdate(changed);
      // One's own, because the same function may watch twice.
      const tell = () => changed();
      waiting.add(tell);
      return () => {
        waiting.delete(tell);
        end();
      };
    },
  };
}

/** Names a question that this page cannot be drawn without, for the next visit. Only what is the same at each visit. */
export function useAsksFirst(query: FunctionReference<"query">, args: Record<string, Value> | "skip"): void {
  const path = getFunctionName(query);
  const text = args === "skip" ? null : JSON.stringify(convexToJson(args));
  useEffect(() => {
    if (text !== null) keep({ path, args: JSON.parse(text) as JSONValue });
  }, [path, text]);
}

/** The address whose questions are being collected: what an earlier visit asked there is replaced by what this one asks. */
let collecting: { address: string; questions: Question[] } | null = null;

function keep(question: Question): void {
  const address = location.pathname + location.search;
  if (collecting?.address !== address) collecting = { address, questions: [] };
  collecting.questions = [...collecting.questions.filter(({ path }) => path !== question.path), question];
  const others = readLocal<FirstQuestions>(KEY, []).filter((one) => one.address !== address);
  writeLocal(KEY, [collecting, ...others.slice(0, ADDRESSES - 1)]);
}
