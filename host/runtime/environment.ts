// Environment variables: the deployment's own (stored, changeable) and the
// host's (fixed); components see only what their parent binds.
import type { Committer } from "../transaction/committer";
import type { Store } from "../storage/store";
import type { ComponentInstance } from "./application";

/** Fixed variables that components may see too; the others may be secrets of the host. */
const SHARED = ["CONVEX_CLOUD_URL", "CONVEX_SITE_URL"];

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,255}$/;
const MAX_VALUE_BYTES = 8_192;
const MAX_VARIABLES = 1_000;

export class Environment {
  private own: Map<string, string>;
  private merged: ReadonlyMap<string, string> = new Map();
  private readonly perComponent = new Map<string, ReadonlyMap<string, string>>();
  private readonly listeners = new Set<() => void>();

  constructor(
    store: Store,
    private readonly committer: Committer,
    private readonly system: Readonly<Record<string, string>>,
    private readonly component: (path: string) => ComponentInstance | undefined,
  ) {
    const text = store.committed().get("system", "environment");
    this.own = new Map(
      Object.entries(text === undefined ? {} : (JSON.parse(text) as Record<string, string>)),
    );
    this.refresh();
  }

  list(): ReadonlyMap<string, string> {
    return this.own;
  }

  /** Throws before anything changes when a name or value is not allowed. */
  async update(changes: readonly { name: string; value: string | null }[]): Promise<void> {
    const next = new Map(this.own);
    for (const { name, value } of changes) {
      if (!NAME.test(name))
        throw new Error(
          `Environment variable name "${name}" is invalid: use letters, digits and underscores, at most 256.`,
        );
      if (name in this.system)
        throw new Error(`Environment variable "${name}" is set by the host and cannot be changed.`);
      if (value === null) next.delete(name);
      else if (Buffer.byteLength(value) > MAX_VALUE_BYTES) {
        throw new Error(
          `The value of environment variable "${name}" is too large (max ${MAX_VALUE_BYTES} bytes).`,
        );
      } else next.set(name, value);
    }
    if (next.size > MAX_VARIABLES)
      throw new Error(`A deployment has at most ${MAX_VARIABLES} environment variables.`);
    await this.committer.submit({
      run: (transaction) => {
        transaction.overlay.put("system", "environment", JSON.stringify(Object.fromEntries(next)));
        return Promise.resolve();
      },
    });
    this.own = next;
    this.refresh();
    for (const listener of this.listeners) listener();
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Also after a deploy: bindings may have changed. */
  refresh(): void {
    this.merged = new Map([...this.own, ...Object.entries(this.system)]);
    this.perComponent.clear();
  }

  /** What `process.env` shows in a component. */
  variables(path: string): ReadonlyMap<string, string> {
    if (path === "") return this.merged;
    const known = this.perComponent.get(path);
    if (known !== undefined) return known;
    const instance = this.component(path);
    const out = new Map<string, string>();
    for (const name of SHARED) {
      const value = this.system[name];
      if (value !== undefined) out.set(name, value);
    }
    if (instance === undefined) return out;
    for (const [name, binding] of instance.env ?? []) {
      const value =
        binding.type === "value"
          ? binding.value
          : this.variables(instance.parent?.path ?? "").get(binding.name);
      if (value !== undefined) out.set(name, value);
    }
    this.perComponent.set(path, out);
    return out;
  }
}
