import type { Identity } from "../contract";

/** `expiresAt` is epoch milliseconds; null for admins and anonymous callers. */
export interface Verified {
  readonly identity: Identity;
  readonly expiresAt: number | null;
}

export const ANONYMOUS: Verified = { identity: { kind: "anonymous" }, expiresAt: null };
