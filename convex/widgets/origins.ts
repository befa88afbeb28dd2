/** Which websites may use a form: exact origins and wildcards on label boundaries. Pure. */

/** Origins that are this deployment itself; its own preview and demo pages always work. */
export const ownSite = "self";
/** What pages send that cannot name their origin: sandboxed frames, and posts under `no-referrer`. */
export const noOrigin = "null";

/**
 * "https://example.com", "https://*.example.com" or "http://localhost:8080" in
 * canonical form, from what a person types; null when it is no origin. A bare
 * host means https. A wildcard needs a domain of at least two labels behind it.
 */
export function parseAllowedOrigin(text: string): string | null {
  const typed = text.trim().toLowerCase();
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//.test(typed) ? typed : `https://${typed}`;
  const match = /^(https?):\/\/(\*\.)?([^/?#*\s@]+)\/?$/.exec(withScheme);
  if (match === null) return null;
  const [, scheme, wildcard = "", host] = match;
  let url: URL;
  try {
    url = new URL(`${scheme}://${host}`);
  } catch {
    return null;
  }
  if (url.hostname === "" || url.hostname.endsWith(".")) return null;
  if (wildcard !== "" && (!url.hostname.includes(".") || /^[\d.]+$/.test(url.hostname))) return null;
  return `${scheme}://${wildcard}${url.host}`;
}

/** Scheme, host and port must be equal; "*." stands for one or more whole labels, never for a part of one. */
export function originMatches(origin: string, allowed: string): boolean {
  const wildcard = allowed.indexOf("://*.");
  if (wildcard === -1) return origin === allowed;
  const scheme = allowed.slice(0, wildcard + 3);
  const suffix = allowed.slice(wildcard + 4); // ".example.com"
  if (!origin.startsWith(scheme) || !origin.endsWith(suffix)) return false;
  const labels = origin.slice(scheme.length, origin.length - suffix.length);
  return /^[^./:@]+(\.[^./:@]+)*$/.test(labels);
}

/** The origin of an address, or null when it has none. */
export function originOf(address: string | null): string | null {
  if (address === null) return null;
  try {
    const { protocol, origin } = new URL(address);
    return protocol === "https:" || protocol === "http:" ? origin : null;
  } catch {
    return null;
  }
}

/** Browsers name one machine in two ways; both are this deployment when it listens on loopback. */
export function withLoopbackNames(origins: readonly (string | null | undefined)[]): Set<string> {
  const names = new Set<string>();
  for (const origin of origins) {
    const parsed = originOf(origin ?? null);
    if (parsed === null) continue;
    names.add(parsed);
    names.add(parsed.replace("//127.0.0.1", "//localhost"));
    names.add(parsed.replace("//localhost", "//127.0.0.1"));
  }
  return names;
}

export interface OriginPolicy {
  readonly allowedOrigins: readonly string[];
  readonly allowSandboxed: boolean;
}

/** The site a request comes from as the policy knows it ("self", "null" or an origin), or null when it is refused. */
export function admittedSite(
  origin: string | null,
  policy: OriginPolicy,
  own: ReadonlySet<string>,
): string | null {
  if (origin === null) return null;
  if (origin === noOrigin) return policy.allowSandboxed ? noOrigin : null;
  if (own.has(origin)) return ownSite;
  return policy.allowedOrigins.some((allowed) => originMatches(origin, allowed)) ? origin : null;
}
