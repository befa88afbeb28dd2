// Environment variables: the deployment's own (stored, changeable) and the
// host's (fixed); components see only what their parent binds.
import type { Committer } from "../transaction/committer";
import type { Store } from "../storage/store";
import type { EnvBinding } from "./application";
import type { Variables } from "./sandbox";

/** Fixed variables that components may see too; the others may be secrets of the host. */
const SHARED = ["CONVEX_CLOUD_URL", "CONVEX_SITE_URL"];

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,255}$/;
const MAX_VALUE_BYTES = 8_192;
const MAX_VARIABLES = 1_000;

interface VariableChange {
  readonly name: string;
  /** Null removes the variable. */
  readonly value: string | null;
}

export class Environment {
  private own: Map<string, string>;
  private merged: ReadonlyMap<string, string> = new Map();
  private readonly listeners = new Set<() => void>();
  /** Ends when the change asked for last is made or refused. */
  private latest: Promise<unknown> = Promise.resolve();

  constructor(
    store: Store,
    private readonly committer: Pick<Committer, "submit">,
    private readonly system: Readonly<Record<string, string>>,
    /** Evaluates the deployed code against the current variables. Throws when it does not load. */
    private readonly reload: () => void,
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

  /**
   * Throws, and nothing changes, when a name or value is not allowed or the app does not load with it.
   * One change at a time: another that began meanwhile would build on what may still be taken back.
   */
  async update(changes: readonly VariableChange[]): Promise<void> {
    const change = this.latest.then(async () => await this.change(changes));
    this.latest = change.catch(() => undefined);
    await change;
  }

  private async change(changes: readonly VariableChange[]): Promise<void> {
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
    const before = this.own;
    this.own = next;
    this.refresh();
    try {
      // Modules may read variables while they load, so they are evaluated anew.
      this.reload();
      await this.committer.submit({
        run: (transaction) => {
          transaction.overlay.put("system", "environment", JSON.stringify(Object.fromEntries(next)));
          return Promise.resolve();
        },
      });
    } catch (error) {
      this.own = before;
      this.refresh();
      this.reload();
      throw error;
    }
    for (const listener of this.listeners) listener();
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private refresh(): void {
    this.merged = new Map([...this.own, ...Object.entries(this.system)]);
  }

  /** What `process.env` shows in the app. */
  readonly variables = (): ReadonlyMap<string, string> => this.merged;
}

/**
 * What `process.env` shows in a component: what its parent binds, and the two
 * addresses. Follows changes of the parent's variables.
 */
export function componentVariables(
  bindings: ReadonlyMap<string, EnvBinding> | null,
  parent: Variables,
): Variables {
  let from: ReadonlyMap<string, string> | null = null;
  let visible: ReadonlyMap<string, string> = new Map();
  return () => {
    const source = parent();
    if (source === from) return visible;
    const next = new Map<string, string>();
    for (const name of SHARED) {
      const value = source.get(name);
      if (value !== undefined) next.set(name, value);
    }
    for (const [name, binding] of bindings ?? []) {
      const value = binding.type === "value" ? binding.value : source.get(binding.name);
      if (value !== undefined) next.set(name, value);
    }
    from = source;
    visible = next;
    return visible;
  };
}
