/** Settings of a host, from the environment and `.env.local`. A wrong one is refused with one clear line. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseEnv } from "node:util";
import { LEVELS, type LogOptions } from "./log";

/** Wrong settings or a place the host cannot run in: printed as one line, exit code 1. */
export class StartError extends Error {}

/** Names handed to the app's functions as deployment variables; unset ones are empty there. */
export const APP_VARIABLES = [
  "ORBIT_URL",
  "CLERK_PUBLISHABLE_KEY",
  "CLERK_JWT_ISSUER_DOMAIN",
  "CLERK_WEBHOOK_SECRET",
  "CLERK_SECRET_KEY",
  "OIDC_ISSUER",
  "OIDC_CLIENT_ID",
  "RESEND_API_KEY",
  "RESEND_FROM",
  "RESEND_WEBHOOK_SECRET",
  "RESEND_INBOUND_DOMAIN",
  "WHATSAPP_TOKEN",
  "WHATSAPP_PHONE_ID",
  "WHATSAPP_VERIFY_TOKEN",
] as const;

export type AppVariables = Readonly<Record<(typeof APP_VARIABLES)[number], string>>;

export interface HostConfig {
  /** 0 lets the system choose. */
  readonly port: number;
  readonly host: string;
  /** Port for HTTP actions alone; null for none. A busy one is skipped unless it was asked for. */
  readonly sitePort: number | null;
  readonly sitePortAskedFor: boolean;
  readonly dataDirectory: string;
  /** Public address without a trailing slash; empty when the listening address is the address. */
  readonly url: string;
  /** Reverse proxies between callers and this process, each of which appends to X-Forwarded-For. */
  readonly trustedProxies: number;
  /** Origins of pages that may open a socket, beside the host's own; null: any page. */
  readonly socketOrigins: readonly string[] | null;
  /** How the operator's log is written. */
  readonly log: Pick<LogOptions, "format" | "level">;
  readonly appVariables: AppVariables;
  /** Folder of the app: its convex/, dist/ and public/ are used. */
  readonly projectDirectory: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads `.env.local` of the project under the real environment, which wins. Throws StartError. */
export function readConfig(environment: Environment, projectDirectory: string): HostConfig {
  const file = path.join(projectDirectory, ".env.local");
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
  const get = (name: string) => (environment[name] ?? fromFile[name] ?? "").trim();

  const port = portOf("PORT", get("PORT") || "3210");
  const sitePort = get("ORBIT_SITE_PORT");
  const url = addressOf(get("ORBIT_URL"));
  const appVariables = Object.fromEntries(APP_VARIABLES.map((name) => [name, get(name)])) as AppVariables;
  checkPairs(appVariables);
  return {
    port,
    host: hostOf(get("ORBIT_HOST") || "127.0.0.1"),
    sitePort:
      sitePort === "off"
        ? null
        : sitePort
          ? portOf("ORBIT_SITE_PORT", sitePort)
          : port === 0
            ? null
            : port + 1,
    sitePortAskedFor: sitePort !== "" && sitePort !== "off",
    dataDirectory: path.resolve(projectDirectory, get("ORBIT_DATA") || ".orbit"),
    url,
    socketOrigins: originsOf(get("ORBIT_SOCKET_ORIGINS")),
    trustedProxies: proxiesOf(get("ORBIT_TRUSTED_PROXY") || "0"),
    log: {
      format: oneOf("ORBIT_LOG", get("ORBIT_LOG") || "text", ["text", "json"]),
      level: oneOf("ORBIT_LOG_LEVEL", get("ORBIT_LOG_LEVEL") || "info", LEVELS),
    },
    appVariables: { ...appVariables, ORBIT_URL: url },
    projectDirectory,
  };
}

function portOf(name: string, value: string): number {
  const port = Number(value);
  if (/^\d{1,5}$/.test(value) && port <= 65_535) return port;
  throw new StartError(`${name} is "${value}", which is no port: give a whole number from 1 to 65535.`);
}

function proxiesOf(value: string): number {
  if (/^\d{1,2}$/.test(value)) return Number(value);
  throw new StartError(
    `ORBIT_TRUSTED_PROXY is "${value}": give the number of reverse proxies in front of Orbit, from 0 to 99.`,
  );
}

function originsOf(value: string): readonly string[] | null {
  if (value === "") return null;
  if (value === "own") return [];
  return value.split(/[\s,]+/).map((origin) => {
    if (URL.canParse(origin) && /^https?:$/.test(new URL(origin).protocol)) return new URL(origin).origin;
    throw new StartError(
      `ORBIT_SOCKET_ORIGINS has "${origin}": give origins such as https://www.example.com, with commas between, or "own".`,
    );
  });
}

function oneOf<T extends string>(name: string, value: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw new StartError(`${name} is "${value}": give ${choices.join(" or ")}.`);
}

function hostOf(value: string): string {
  if (/^[\w.:-]+$/.test(value)) return value.replace(/^\[|\]$/g, "");
  throw new StartError(
    `ORBIT_HOST is "${value}", which is no address: use 127.0.0.1, 0.0.0.0 or a host name.`,
  );
}

function addressOf(value: string): string {
  if (value === "") return "";
  try {
    const url = new URL(value);
    if ((url.protocol === "https:" || url.protocol === "http:") && url.pathname === "/" && !url.search) {
      return url.origin;
    }
  } catch {
    // Falls through to the one message for every malformed address.
  }
  throw new StartError(
    `ORBIT_URL is "${value}": give the public address only, for example https://crm.example.com.`,
  );
}

/** Settings that mean something only together: [both are needed, why]. */
const PAIRS: readonly (readonly [keyof AppVariables, keyof AppVariables, string])[] = [
  ["CLERK_PUBLISHABLE_KEY", "CLERK_JWT_ISSUER_DOMAIN", "Clerk needs both"],
  ["CLERK_JWT_ISSUER_DOMAIN", "CLERK_PUBLISHABLE_KEY", "Clerk needs both"],
  ["CLERK_WEBHOOK_SECRET", "CLERK_PUBLISHABLE_KEY", "the webhook belongs to Clerk"],
  ["CLERK_SECRET_KEY", "CLERK_PUBLISHABLE_KEY", "the nightly comparison belongs to Clerk"],
  ["OIDC_ISSUER", "OIDC_CLIENT_ID", "the sign-in provider needs both"],
  ["OIDC_CLIENT_ID", "OIDC_ISSUER", "the sign-in provider needs both"],
  ["RESEND_API_KEY", "RESEND_FROM", "mail needs a sender"],
  ["WHATSAPP_TOKEN", "WHATSAPP_PHONE_ID", "WhatsApp needs both"],
  ["WHATSAPP_PHONE_ID", "WHATSAPP_TOKEN", "WhatsApp needs both"],
];

function checkPairs(variables: AppVariables): void {
  for (const [given, needed, why] of PAIRS) {
    if (variables[given] && !variables[needed]) {
      throw new StartError(`${given} is set but ${needed} is not: ${why}. Set it or remove ${given}.`);
    }
  }
  const key = variables.CLERK_PUBLISHABLE_KEY;
  if (key && !/^pk_(test|live)_[A-Za-z0-9+/=_-]+$/.test(key)) {
    throw new StartError(
      "CLERK_PUBLISHABLE_KEY does not look like one: it starts with pk_test_ or pk_live_.",
    );
  }
  for (const name of ["CLERK_JWT_ISSUER_DOMAIN", "OIDC_ISSUER"] as const) {
    if (variables[name] && !/^https?:\/\/[^\s/]+/.test(variables[name])) {
      throw new StartError(
        `${name} is "${variables[name]}": give the issuer's full address, starting with https://.`,
      );
    }
  }
}
