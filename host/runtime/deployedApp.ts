// The deployed bundle in the store, one record per definition: a save of one file
// must not write every component again.
import { createHash } from "node:crypto";
import type { ReadView } from "../storage/store";
import type { Write } from "../storage/writes";
import type { AppBundle, DefinitionBundle } from "./bundle";

interface StoredApp {
  readonly root: string;
  /** Definition path -> digest of its record. */
  readonly definitions: Readonly<Record<string, string>>;
}

function keyOf(digest: string): string {
  return `code/${digest}`;
}

function stored(view: ReadView): StoredApp | null {
  const text = view.get("system", "app");
  const app = text === undefined ? null : (JSON.parse(text) as StoredApp);
  // A record of an unfinished layout counts as none: the app is deployed anew.
  return app === null || Object.values(app.definitions).some((digest) => typeof digest !== "string")
    ? null
    : app;
}

/** The app deployed last, or null. */
export function readDeployedApp(view: ReadView): AppBundle | null {
  const app = stored(view);
  if (app === null) return null;
  const definitions: DefinitionBundle[] = [];
  for (const digest of Object.values(app.definitions)) {
    const text = view.get("system", keyOf(digest));
    if (text === undefined) return null;
    definitions.push(JSON.parse(text) as DefinitionBundle);
  }
  return { root: app.root, definitions };
}

/** What has to be written so that the bundle is the deployed app; unchanged definitions are left alone. */
export function deployedAppWrites(view: ReadView, bundle: AppBundle): Write[] {
  const before = view.get("system", "app");
  const stale = new Set(
    before === undefined ? [] : Object.values((JSON.parse(before) as StoredApp).definitions),
  );
  const writes: Write[] = [];
  const definitions: Record<string, string> = {};
  for (const definition of bundle.definitions) {
    const text = JSON.stringify(definition);
    const digest = createHash("sha256").update(text).digest("hex");
    definitions[definition.path] = digest;
    if (!stale.delete(digest)) writes.push({ space: "system", key: keyOf(digest), value: text });
  }
  for (const digest of stale) writes.push({ space: "system", key: keyOf(digest), value: undefined });
  const app: StoredApp = { root: bundle.root, definitions };
  writes.push({ space: "system", key: "app", value: JSON.stringify(app) });
  return writes;
}
