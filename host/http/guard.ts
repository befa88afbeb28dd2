/**
 * Bounds on what one address may do before anybody knows who it is: requests, new
 * sockets, frames of a socket, refused tokens and keys. Generous, because a whole
 * office may share an address; they stop floods, not people.
 */
import type { RequestOrigin } from "../contract";
import { HttpError } from "./errors";

/** A bucket that holds `burst` and refills at `perSecond`. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

export interface GuardRates {
  /** HTTP requests of an address; a first visit makes about forty. */
  readonly requests: Rate;
  /** New sockets of an address; after a restart every open tab comes back at once. */
  readonly sockets: Rate;
  /** Frames of one socket; the first are a client's whole set of queries. */
  readonly frames: Rate;
  /** Tokens and keys of an address that were refused; expired ones are among them. */
  readonly refusals: Rate;
}

const DEFAULT_RATES: GuardRates = {
  requests: { perSecond: 200, burst: 3_000 },
  sockets: { perSecond: 50, burst: 2_000 },
  frames: { perSecond: 200, burst: 3_000 },
  refusals: { perSecond: 5, burst: 500 },
};

/** Addresses remembered at a time; the longest quiet ones are forgotten first. */
const MAX_ADDRESSES = 50_000;

export class Guard {
  private readonly requests: AddressRates;
  private readonly sockets: AddressRates;
  private readonly refusals: AddressRates;
  private readonly rates: GuardRates;

  /** `isLocal`: the host has no public address, so its own machine is the operator's tools. */
  constructor(
    private readonly isLocal: boolean,
    rates: Partial<GuardRates> = {},
    private readonly now: () => number = () => performance.now(),
  ) {
    this.rates = { ...DEFAULT_RATES, ...rates };
    this.requests = new AddressRates(this.rates.requests);
    this.sockets = new AddressRates(this.rates.sockets);
    this.refusals = new AddressRates(this.rates.refusals);
  }

  /** Throws when the address asks too often, or comes with another token after too many refused ones. */
  request(origin: RequestOrigin, hasCredentials: boolean): void {
    if (this.isTrusted(origin)) return;
    if (!this.requests.take(origin.ip, this.now()) || (hasCredentials && !this.mayAuthenticate(origin)))
      throw new HttpError(429, "TooManyRequests", "Too many requests from this address. Try again later.");
  }

  mayConnect(origin: RequestOrigin): boolean {
    return this.isTrusted(origin) || this.sockets.take(origin.ip, this.now());
  }

  mayAuthenticate(origin: RequestOrigin): boolean {
    return this.isTrusted(origin) || this.refusals.has(origin.ip, this.now());
  }

  refused(origin: RequestOrigin): void {
    this.refusals.take(origin.ip, this.now());
  }

  /** Says of every frame of one socket whether it may come. */
  frames(origin: RequestOrigin): () => boolean {
    if (this.isTrusted(origin)) return () => true;
    const bucket = new Bucket(this.rates.frames, this.now());
    return () => bucket.take(this.now());
  }

  private isTrusted({ ip }: RequestOrigin): boolean {
    return this.isLocal && /^(127\.0\.0\.1|::1)$/.test(ip ?? "");
  }
}

class Bucket {
  private left: number;

  constructor(
    private readonly rate: Rate,
    private at: number,
  ) {
    this.left = rate.burst;
  }

  has(now: number): boolean {
    this.left = Math.min(this.rate.burst, this.left + ((now - this.at) / 1_000) * this.rate.perSecond);
    this.at = now;
    return this.left >= 1;
  }

  take(now: number): boolean {
    if (!this.has(now)) return false;
    this.left--;
    return true;
  }
}

class AddressRates {
  /** The one asked for last stands last. */
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly rate: Rate) {}

  has(ip: string | null, now: number): boolean {
    return this.buckets.get(networkOf(ip))?.has(now) ?? true;
  }

  take(ip: string | null, now: number): boolean {
    const network = networkOf(ip);
    const bucket = this.buckets.get(network) ?? new Bucket(this.rate, now);
    this.buckets.delete(network);
    this.buckets.set(network, bucket);
    if (this.buckets.size > MAX_ADDRESSES) this.buckets.delete(this.buckets.keys().next().value as string);
    return bucket.take(now);
  }
}

/** Of IPv6 the first 64 bits: one household or server has all that follow. */
export function networkOf(ip: string | null): string {
  if (ip === null || !ip.includes(":")) return ip ?? "";
  const [head = "", tail] = ip.toLowerCase().split("::");
  const first = head === "" ? [] : head.split(":");
  const last = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  const groups = [...first, ...Array.from({ length: zeros }, () => "0"), ...last];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}
