// Tells another thread whose code is running, in shared memory: a thread that loops can
// say nothing more, but what it wrote last can still be read.
import { createHash } from "node:crypto";
import { readlinkSync } from "node:fs";
import type { Identity } from "../contract";

/** Words of the shared memory: counts on while the thread lives, the slot of the call that ran last, how it ends, and its number. */
const BEAT = 0;
const CURRENT = 1;
const END = 2;
const TASK = 3;
const HEADER_WORDS = 4;
const HEADER_BYTES = 4 * HEADER_WORDS;
/** What `END` says when the thread is to end, and when it waits for that. */
const ASKED = 1;
const WAITS = 2;
/** The last word is the number of the last question answered, see isolation/. */
const ANSWER_BYTES = 4;
/** Calls remembered at a time; a slot is used again after this many further calls. */
const SLOTS = 1_024;
const SLOT_BYTES = 512;
const BEAT_MS = 50;

export function newProgressMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(HEADER_BYTES + SLOTS * SLOT_BYTES + ANSWER_BYTES);
}

let words: Int32Array | null = null;
let bytes: Uint8Array = new Uint8Array(0);
let lastSlot = 0;
const encoder = new TextEncoder();

/** From now on this thread reports there. */
export function reportProgress(memory: SharedArrayBuffer): void {
  words = new Int32Array(memory, 0, HEADER_WORDS);
  bytes = new Uint8Array(memory, HEADER_BYTES);
  words[TASK] = taskNumber();
  setInterval(beat, BEAT_MS).unref();
}

/** What Linux calls this thread; 0 elsewhere. */
function taskNumber(): number {
  return process.platform === "linux" ? Number(readlinkSync("/proc/thread-self").split("/").pop()) : 0;
}

function beat(): void {
  if (words === null) return;
  words[BEAT] = ((words[BEAT] as number) + 1) | 0;
  if (words[END] === ASKED) waitForEnd(words);
}

/** Here the thread is in no native code; ended there it would take the process with it. */
function waitForEnd(own: Int32Array): void {
  Atomics.store(own, END, WAITS);
  Atomics.wait(own, END, WAITS);
}

/** A call begins. Returns its slot, 0 when nobody watches. */
export function beginCall(fingerprint: string): number {
  if (words === null) return 0;
  lastSlot = (lastSlot % (SLOTS - 1)) + 1;
  const slot = bytes.subarray(lastSlot * SLOT_BYTES, (lastSlot + 1) * SLOT_BYTES);
  const { written } = encoder.encodeInto(fingerprint, slot.subarray(1));
  slot[0] = Math.min(written, 255);
  return lastSlot;
}

/** User code of this call is about to run, for the first time or after a system call. */
export function enterCall(slot: number): void {
  if (words === null) return;
  words[CURRENT] = slot;
  beat();
}

/** Read from the other thread. */
export class ProgressReader {
  private readonly words: Int32Array;
  private readonly bytes: Uint8Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory, 0, HEADER_WORDS);
    this.bytes = new Uint8Array(memory, HEADER_BYTES);
  }

  get beat(): number {
    return Atomics.load(this.words, BEAT);
  }

  /** The thread's number in the system's list of them; 0 before it reports, and where there is none. */
  get task(): number {
    return Atomics.load(this.words, TASK);
  }

  /** Has the thread stop at its next sign of life and wait for its end. */
  askToEnd(): void {
    Atomics.compareExchange(this.words, END, 0, ASKED);
  }

  get waitsForEnd(): boolean {
    return Atomics.load(this.words, END) === WAITS;
  }

  /** Fingerprint of the call whose code ran last; null when none did. */
  get current(): string | null {
    const at = Atomics.load(this.words, CURRENT) * SLOT_BYTES;
    const length = this.bytes[at] as number;
    return length === 0 ? null : Buffer.from(this.bytes.slice(at + 1, at + 1 + length)).toString();
  }
}

/** Longer texts are hashed, so that a fingerprint always fits its slot. */
const MAX_PLAIN = 150;

/** Names a call by function, caller and arguments: equal for two calls that do the same. */
export function fingerprintOf(component: string, path: string, args: string, identity: Identity): string {
  const who = identity.kind === "user" ? identity.attributes.tokenIdentifier : (identity.kind as string);
  const text = `${component}\n${path}\n${who}\n${args}`;
  if (text.length <= MAX_PLAIN) return Buffer.byteLength(text) <= MAX_PLAIN ? text : digest(text);
  return digest(text);
}

/** Of a long text both ends and the length: a megabyte of arguments must not cost a millisecond twice. */
const MAX_HASHED = 4_096;

function digest(text: string): string {
  const half = MAX_HASHED / 2;
  const hashed =
    text.length <= MAX_HASHED ? text : `${text.slice(0, half)}${text.slice(-half)}${text.length}`;
  return `${text.slice(0, 60).split("\n", 2).join(" ")}\n${createHash("sha1").update(hashed).digest("base64")}`;
}

/** A call that ended a thread, and what whoever makes it again is told until then (milliseconds since 1970). */
export interface Refusal {
  readonly fingerprint: string;
  readonly message: string;
  readonly until: number;
}

/** Calls that already ended a thread; they are refused instead of ending another. */
const refused = new Map<string, Refusal>();

export function refuseCalls(calls: readonly Refusal[]): void {
  for (const call of calls) refused.set(call.fingerprint, call);
}

/** Other code may do well what the code of before could not. */
export function forgetRefusals(): void {
  refused.clear();
}

export function refusalOf(fingerprint: string): string | undefined {
  const refusal = refused.get(fingerprint);
  if (refusal === undefined || Date.now() < refusal.until) return refusal?.message;
  refused.delete(fingerprint);
  return undefined;
}

export function isWatched(): boolean {
  return words !== null;
}
