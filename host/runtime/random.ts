// The chance of one query or mutation: everything it draws follows from one seed, so that the same seed gives the
// same function call again. A cipher's key stream, because tokens are made of it: what a function lets be seen of it
// must not tell the rest.
import { createCipheriv, randomFillSync, type Cipher } from "node:crypto";

const KEY_BYTES = 32;
const SEED_BYTES = KEY_BYTES + 16;

/** What is drawn at first is room for eight numbers, more than most calls want; then for more at a time. */
const FEW = new Uint8Array(64);
const MANY = new Uint8Array(2_048);

const seeds = new Uint8Array(64 * SEED_BYTES);
let seedsUsed = seeds.length;

export class Random {
  private stream: Cipher | undefined;
  private drawn = Buffer.alloc(0);
  private used = 0;

  /** `seed` is asked for once, when something is drawn: most calls draw nothing. */
  constructor(private readonly seed: (into: Uint8Array) => void = Random.bySystem) {}

  /** A seed nobody knows; one system call for 64 of them. */
  static bySystem(this: void, into: Uint8Array): void {
    if (seedsUsed + into.length > seeds.length) {
      randomFillSync(seeds);
      seedsUsed = 0;
    }
    into.set(seeds.subarray(seedsUsed, seedsUsed + into.length));
    seeds.fill(0, seedsUsed, seedsUsed + into.length);
    seedsUsed += into.length;
  }

  /** Chance of a nested call, which follows from this one's seed. */
  child(): Random {
    return new Random((into) => this.fill(into));
  }

  /** From 0 up to, not including, 1; every one of the 2^53 steps is possible. */
  next(): number {
    const at = this.advance(8);
    const [high, low] = [this.drawn.readUInt32LE(at), this.drawn.readUInt32LE(at + 4)];
    return ((high >>> 5) * 67_108_864 + (low >>> 6)) / 9_007_199_254_740_992;
  }

  fill(into: Uint8Array): void {
    const at = this.advance(into.length);
    into.set(this.drawn.subarray(at, at + into.length));
  }

  /** Where that many bytes begin in what was drawn. */
  private advance(bytes: number): number {
    if (this.used + bytes > this.drawn.length) {
      const nothing = this.stream === undefined ? FEW : MANY;
      this.drawn = this.cipher().update(bytes > nothing.length ? new Uint8Array(bytes) : nothing);
      this.used = 0;
    }
    this.used += bytes;
    return this.used - bytes;
  }

  private cipher(): Cipher {
    if (this.stream !== undefined) return this.stream;
    const seed = new Uint8Array(SEED_BYTES);
    this.seed(seed);
    this.stream = createCipheriv("aes-256-ctr", seed.subarray(0, KEY_BYTES), seed.subarray(KEY_BYTES));
    return this.stream;
  }
}
