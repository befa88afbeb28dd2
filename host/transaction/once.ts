// Idempotency records: what a request was answered, under its key, as part of its own commit. A second list has
// them by age, for the garbage collector.
import { createHash } from "node:crypto";
import type { Overlay } from "../storage/overlay";
import type { ReadView } from "../storage/store";

/** Longer keys are hashed: a client chooses its session id, the store's keys are bounded. */
const MAX_KEY = 200;

const RECORDS = "once/";
const BY_AGE = "onceAt/";
const AGE_DIGITS = 16;

export interface Recorded {
  readonly ts: bigint;
  readonly result: unknown;
}

/** Null when no commit has answered this request. */
export function recordedAnswer(view: ReadView, idempotencyKey: string): Recorded | null {
  const record = view.get("system", RECORDS + bounded(idempotencyKey));
  if (record === undefined) return null;
  const { ts, result } = JSON.parse(record) as { ts: string; result: unknown };
  return { ts: BigInt(ts), result };
}

export function recordAnswer(overlay: Overlay, idempotencyKey: string, { ts, result }: Recorded): void {
  const key = bounded(idempotencyKey);
  const at = Date.now();
  overlay.put("system", RECORDS + key, JSON.stringify({ ts: String(ts), at, result }));
  overlay.put("system", `${BY_AGE}${ageOf(at)}/${key}`, "");
}

/** Places of records made before that time, at most so many, oldest first. */
export function oldAnswers(view: ReadView, before: number, limit: number): string[] {
  const found: string[] = [];
  for (const place of view.keys("system", BY_AGE, BY_AGE + ageOf(before), false)) {
    found.push(place);
    if (found.length >= limit) break;
  }
  return found;
}

export function forgetAnswer(overlay: Overlay, place: string): void {
  overlay.remove("system", place);
  overlay.remove("system", RECORDS + place.slice(BY_AGE.length + AGE_DIGITS + 1));
}

function ageOf(at: number): string {
  return String(at).padStart(AGE_DIGITS, "0");
}

function bounded(idempotencyKey: string): string {
  if (idempotencyKey.length <= MAX_KEY && /^[\x20-\x7e]*$/.test(idempotencyKey)) return idempotencyKey;
  return createHash("sha256").update(idempotencyKey).digest("hex");
}
