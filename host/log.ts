/**
 * What the process writes for its operator: plain lines, or one JSON object a line
 * (`ORBIT_LOG=json`), from a level on. Nothing that opens a door is ever written:
 * secrets of the installation, tokens and keys are blotted out wherever they stand.
 */
import { format, inspect } from "node:util";

export const LEVELS = ["debug", "info", "warn", "error"] as const;
export type Level = (typeof LEVELS)[number];

export interface LogOptions {
  readonly format: "text" | "json";
  /** Less urgent lines are left out. */
  readonly level: Level;
  /** Values that must never be written, beside what looks like a token or key. */
  readonly secrets: readonly string[];
}

type Write = (stream: "stdout" | "stderr", line: string) => void;

const METHODS = { debug: "debug", log: "info", info: "info", warn: "warn", error: "error" } as const;

const toProcess: Write = (stream, line) => void process[stream].write(`${line}\n`);

/** Of the log that this thread's console writes. */
let installedSecrets: readonly string[] = [];

/** The text as it may stand in this thread's log, for who shortens it before it is written. */
export function redactAsInstalled(text: string): string {
  return redact(text, installedSecrets);
}

/** From now on the console of this thread writes so. Returns what puts it back. */
export function installLog(
  options: LogOptions,
  write: Write = toProcess,
  now = () => new Date(),
): () => void {
  const before = { ...console };
  const secretsBefore = installedSecrets;
  installedSecrets = options.secrets;
  for (const [method, level] of Object.entries(METHODS) as [keyof typeof METHODS, Level][]) {
    console[method] = (...args: unknown[]) => {
      if (LEVELS.indexOf(level) < LEVELS.indexOf(options.level)) return;
      const message = redact(format(...args), options.secrets);
      const stream = level === "warn" || level === "error" ? "stderr" : "stdout";
      write(
        stream,
        options.format === "text" ? message : JSON.stringify({ time: now().toISOString(), level, message }),
      );
    };
  }
  return () => {
    installedSecrets = secretsBefore;
    Object.assign(console, before);
  };
}

/** Shorter ones would blot out ordinary words. */
const MIN_SECRET = 8;

/** Behind a line end that was escaped stands its letter: "\\nre_…". */
const BEGINS = String.raw`(?:\b|(?<=\\[bfnrtv]))`;

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // JSON Web Tokens
  [/eyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g, "[token]"],
  [/Bearer\s+[\w.~+/=-]{8,}/gi, "Bearer [token]"],
  [/Convex\s+[\w-]+\|[\w.~+/=:-]+/gi, "Convex [token]"],
  [/orbit\|[0-9a-f]{16,}/g, "[key]"],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, "[key]"],
  // Keys of the services Orbit can be given, and its own
  [new RegExp(`${BEGINS}(sk|whsec|re|orb)_[\\w+/=]{12,}`, "g"), "$1_[key]"],
  // Whoever has a file's address reads it.
  [/(\/api\/storage\/)[0-9a-f-]{36}/g, "$1[file]"],
  [/([?&](?:token|key|secret|code|signature)=)[^&\s"']+/gi, "$1[token]"],
];

/** The text without anything that opens a door. */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets)
    if (secret.length >= MIN_SECRET)
      for (const form of formsOf(secret)) clean = clean.replaceAll(form, "[secret]");
  for (const [pattern, instead] of PATTERNS) clean = clean.replace(pattern, instead);
  return clean;
}

/** A text as it stands, and as it is written inside of objects, where quotes and line ends are escaped. */
function formsOf(text: string): Set<string> {
  return new Set([text, JSON.stringify(text).slice(1, -1), inspect(text).slice(1, -1)]);
}

/** The deployment's variables, as far as the log has to know them. */
interface Variables {
  list(): ReadonlyMap<string, string>;
  onChange(run: () => void): unknown;
}

/** Keeps out of the log what is secret among the deployment's variables, and was since this was called. */
export function addSecretsOf(environment: Variables, secrets: string[]): void {
  const add = (): void => {
    const values = secretValues({}, Object.fromEntries(environment.list()));
    for (const value of values) if (!secrets.includes(value)) secrets.push(value);
  };
  environment.onChange(add);
  add();
}

/** What of an installation's secrets and variables must never be written. */
export function secretValues(
  secrets: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, string>>,
): string[] {
  const named = Object.entries(variables).filter(
    ([name]) => /SECRET|TOKEN|KEY|PASSWORD/i.test(name) && !/PUBLIC|PUBLISHABLE/i.test(name),
  );
  const own = Object.entries(secrets).filter(([name]) => name !== "jwks");
  return [...named, ...own].map(([, value]) => value).filter((value) => value !== "");
}
