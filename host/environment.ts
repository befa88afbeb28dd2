/** Hands the installation's settings to the app's functions as deployment variables. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Engine } from "./contract";
import { APP_VARIABLES, type AppVariables } from "./config";
import type { Secrets } from "./secrets";

/** Which variables the last start took from its settings. */
export const MANAGED_FILE = "managed-variables.json";

/** Variables no one can change and no list shows. */
export function systemEnvironment(
  secrets: Secrets,
  urls: { readonly cloudUrl: string; readonly siteUrl: string },
): Readonly<Record<string, string>> {
  return {
    CONVEX_CLOUD_URL: urls.cloudUrl,
    CONVEX_SITE_URL: urls.siteUrl,
    ORBIT_JWT_PRIVATE_KEY: secrets.jwtPrivateKey,
    ORBIT_JWKS: secrets.jwks,
    ORBIT_SECRET: secrets.appSecret,
  };
}

/**
 * Writes what is set, empties what was set at the last start and is not any more,
 * and makes sure the rest exist. A value given with `npx convex env set` survives
 * as long as no setting of that name is given.
 */
export async function applyVariables(
  engine: Engine,
  directory: string,
  variables: AppVariables,
): Promise<void> {
  const existing = engine.environment.list();
  const before = managedBefore(directory);
  const changes: { name: string; value: string }[] = [];
  for (const name of APP_VARIABLES) {
    const given = variables[name];
    const wanted = given || before.has(name) ? given : (existing.get(name) ?? "");
    if (existing.get(name) !== wanted) changes.push({ name, value: wanted });
  }
  if (changes.length > 0) await engine.environment.update(changes);
  const managed = APP_VARIABLES.filter((name) => variables[name] !== "");
  writeFileSync(path.join(directory, MANAGED_FILE), `${JSON.stringify(managed)}\n`);
}

function managedBefore(directory: string): ReadonlySet<string> {
  try {
    const names: unknown = JSON.parse(readFileSync(path.join(directory, MANAGED_FILE), "utf8"));
    return new Set(Array.isArray(names) ? names.map(String) : []);
  } catch {
    return new Set();
  }
}
