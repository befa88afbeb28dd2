// Where the backend is, and calls to it that are made before (or without) the live connection.
import type { SiteSettings } from "../../convex/account";
import type { OrbitError } from "../../convex/shared/errors";
import { readLocal, writeLocal } from "../ui/store";

/** What a stranger may know of this deployment (public query account:settings). */
export type Settings = SiteSettings;

/** A refusal by the backend, as facts, from a call over HTTP. */
export class CallError extends Error {
  readonly data: OrbitError | null;
  constructor(message: string, data: OrbitError | null) {
    super(message);
    this.data = data;
  }
}

let address: string | undefined;

/** The backend's address, once `findBackend` has run. */
export function backendUrl(): string {
  if (address === undefined)
    throw new Error("The backend's address is read at start, before anything is shown.");
  return address;
}

/** Calls a public function over HTTP. Throws CallError for refusals and TypeError when the network is down. */
export async function callPublic(
  kind: "query" | "mutation" | "action",
  path: string,
  args: object,
  at: string = backendUrl(),
): Promise<unknown> {
  const response = await fetch(`${at}/api/${kind}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ path, args, format: "json" }),
  });
  const answer = (await response.json()) as
    { status: "success"; value: unknown } | { status: "error"; errorMessage: string; errorData?: OrbitError };
  if (answer.status === "success") return answer.value;
  throw new CallError(
    answer.errorMessage ?? `The server answered ${response.status}.`,
    answer.errorData ?? null,
  );
}

const KEY = "orbit.backend";
/** What was true at the last visit is checked when the page is there (ms). */
const CHECK_MS = 1_000;

/** What was found, kept for the next visit. */
export interface Known {
  address: string;
  settings: Settings;
}

async function ask(): Promise<Known> {
  const config = (await fetch("/config.json").then((response) => response.json())) as { convexUrl?: string };
  const found = (config.convexUrl || location.origin).replace(/\/$/, "");
  address ??= found;
  const settings = (await callPublic("query", "account:settings", {}, found)) as Settings;
  return { address: found, settings };
}

/**
 * Finds the backend (config.json's convexUrl, else this origin) and its settings. What was true at the last visit is used
 * at once and checked behind the scenes; if the backend or its identity provider changed since, the page is loaded again.
 */
export async function findBackend(): Promise<Settings> {
  const known = readLocal<Known | null>(KEY, null);
  if (!known) {
    const fresh = await ask();
    writeLocal(KEY, fresh);
    return fresh.settings;
  }
  address = known.address;
  setTimeout(() => void check(known), CHECK_MS);
  return known.settings;
}

async function check(known: Known): Promise<void> {
  const sign = ({ address: where, settings }: Known) =>
    `${where} ${settings.identity} ${settings.clerkPublishableKey}`;
  try {
    const fresh = await ask();
    writeLocal(KEY, fresh);
    if (sign(fresh) !== sign(known)) location.reload();
  } catch {
    // Offline: the connection line already says so.
  }
}
