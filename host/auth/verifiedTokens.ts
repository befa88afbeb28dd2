/**
 * Tokens that were found good, so that a caller's next call costs no signature. An
 * entry holds until the token expires, at most as long as the keys it was checked with
 * are believed, and only under the very providers it was checked against: what an admin
 * changes counts from the next call on.
 */
import type { AuthProvider } from "../contract";
import type { Verified } from "./verified";

const MAX_TOKENS = 5_000;
/** Longer ones are checked each time: memory stays below some 20 MB. */
const MAX_TOKEN_CHARS = 4_096;

interface Known {
  readonly verified: Verified;
  /** Epoch ms. */
  readonly from: number;
  readonly until: number;
}

export class VerifiedTokens {
  private readonly tokens = new Map<string, Known>();
  private providers: readonly AuthProvider[] | null = null;

  find(token: string, providers: readonly AuthProvider[], now: number): Verified | undefined {
    if (providers !== this.providers) return undefined;
    const known = this.tokens.get(token);
    if (known === undefined) return undefined;
    // A clock that was put back proves nothing about the time in between.
    if (now >= known.from && now < known.until) return known.verified;
    this.tokens.delete(token);
    return undefined;
  }

  /** `keysUntil`, epoch ms: when the keys must be looked up again. */
  add(
    token: string,
    verified: Verified,
    providers: readonly AuthProvider[],
    now: number,
    keysUntil: number,
  ): void {
    if (token.length > MAX_TOKEN_CHARS) return;
    if (providers !== this.providers) {
      this.tokens.clear();
      this.providers = providers;
    }
    const until = Math.min(verified.expiresAt ?? now, keysUntil);
    this.tokens.set(token, { verified, from: now, until });
    if (this.tokens.size <= MAX_TOKENS) return;
    // The first of a map is the one that was added first.
    for (const oldest of this.tokens.keys()) {
      this.tokens.delete(oldest);
      break;
    }
  }
}
