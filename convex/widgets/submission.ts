/** Reads the body of a submission, whichever of its two forms it has. Pure; trusts nothing. */

export const bodyLimitBytes = 32 * 1024;
const mostFields = 60;

export interface Submission {
  readonly key: string;
  /** Signed form token; null for a post without script. */
  readonly token: string | null;
  /** The visitor's id of the rendered form; null for a post without script. */
  readonly uuid: string | null;
  /** Whether the post came from a plain HTML form. */
  readonly plain: boolean;
  readonly values: ReadonlyMap<string, string>;
  readonly consent: boolean;
  /** Language of the form as it was shown; null when it did not say. */
  readonly language: string | null;
  readonly page: string | null;
  readonly referrer: string | null;
  readonly utm: ReadonlyMap<string, string>;
}

/** The two content types that a browser sends without asking first. */
export function bodyKind(contentType: string | null): "json" | "plain" | null {
  const type = (contentType ?? "").split(";")[0]!.trim().toLowerCase();
  if (type === "text/plain") return "json";
  return type === "application/x-www-form-urlencoded" ? "plain" : null;
}

/** Null when the text is not of the kind. */
export function readSubmission(kind: "json" | "plain", text: string): Submission | null {
  return kind === "json" ? readJson(text) : readUrlencoded(text);
}

function readJson(text: string): Submission | null {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) return null;
  const given = new Map(Object.entries(body));
  const key = textOf(given.get("k"), 100);
  const values = textMap(given.get("v"));
  const utm = textMap(given.get("u") ?? {});
  if (key === null || values === null || utm === null) return null;
  return {
    key,
    token: textOf(given.get("t"), 2000),
    uuid: textOf(given.get("id"), 64),
    plain: false,
    values,
    consent: given.get("c") === true,
    language: textOf(given.get("l"), 35),
    page: textOf(given.get("p"), 2000),
    referrer: textOf(given.get("r"), 2000),
    utm,
  };
}

function readUrlencoded(text: string): Submission | null {
  const values = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    if (values.size >= mostFields) return null;
    values.set(wellFormed(name), wellFormed(value));
  }
  const key = values.get("k");
  if (key === undefined) return null;
  const consent = values.has("consent");
  values.delete("k");
  values.delete("consent");
  return {
    key: key.slice(0, 100),
    token: null,
    uuid: null,
    plain: true,
    values,
    consent,
    language: null,
    page: null,
    referrer: null,
    utm: new Map(),
  };
}

function textOf(value: unknown, limit: number): string | null {
  return typeof value === "string" && value.length > 0 && value.length <= limit ? wellFormed(value) : null;
}

/** Half a surrogate pair can be neither stored nor sent. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "");
}

function textMap(value: unknown): Map<string, string> | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const entries = Object.entries(value);
  if (entries.length > mostFields) return null;
  const texts = new Map<string, string>();
  for (const [name, text] of entries) {
    if (typeof text !== "string") return null;
    texts.set(wellFormed(name), wellFormed(text));
  }
  return texts;
}

const campaignNames = [
  "utm_source",
  "utm_medium",
  "utm_campaign",
  "utm_term",
  "utm_content",
  "utm_id",
  "gclid",
  "fbclid",
  "msclkid",
  "yclid",
] as const;
const campaignLimit = 200;

/** Only parameters on the list, at most 200 characters each; everything else is forgotten. */
export function campaignOf(given: ReadonlyMap<string, string>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of campaignNames) {
    const value = given.get(name)?.trim();
    if (value) kept[name] = value.slice(0, campaignLimit);
  }
  return kept;
}

/** Host and path, without query and fragment, which may carry personal data; null for anything but a web address. */
export function pageOf(address: string | null): string | null {
  if (address === null) return null;
  try {
    const { protocol, host, pathname } = new URL(address);
    return protocol === "https:" || protocol === "http:" ? `${host}${pathname}`.slice(0, 500) : null;
  } catch {
    return null;
  }
}
