// Validators that a schema proposes for later: `defineTable(…).staged(…)`. Every row is compared with them in
// the background, and so is every row written since; what the table is defined with goes on to be enforced.
// A row that does not fit ends the comparison with its id and the reason, until the next deployment begins it
// anew. After a restart it begins anew too.
import { setTimeout as delay } from "node:timers/promises";
import type { StagedValidation } from "../contract";
import type { Catalog, TableInfo } from "../indexes/catalog";
import { stagedValidatorsOf } from "../indexes/schema";
import type { ReadView, Store } from "../storage/store";
import type { JsonObject } from "../values/json";
import { encodeUint32, type Key } from "../values/keys";
import { validationProblem } from "../values/validators";
import type { ValidatorJson } from "../values/validatorJson";
import type { Committer } from "./committer";

/** Rows compared in one turn, and the pause after it, so that it takes no more than a part of a processor. */
const CHUNK = 200;
const PAUSE_MS = 2;
/** When more rows than this wait to be compared again, walking all of them anew is no more work. */
const MAX_WRITTEN = 50_000;

class Proposal {
  /** Null before there is one: a table nobody has written to. */
  table: TableInfo | null = null;
  from: Key = "";
  isWalked = false;
  checked = 0;
  error: string | null = null;
  /** Documents written since the walk began. */
  readonly written = new Set<Key>();

  constructor(
    readonly component: string,
    readonly name: string,
    readonly validator: ValidatorJson,
  ) {}

  /** Whether something is left to be compared. */
  get isOpen(): boolean {
    return this.error === null && (!this.isWalked || this.written.size > 0);
  }

  begin(table: TableInfo | null): void {
    this.table = table;
    this.from = table === null ? "" : encodeUint32(table.number);
    this.isWalked = table === null;
    this.checked = 0;
    this.written.clear();
  }

  state(): StagedValidation {
    if (this.error !== null) return { state: "failed", error: this.error };
    const rowsChecked = this.checked;
    return this.isOpen ? { state: "pending", rowsChecked } : { state: "valid", rowsChecked };
  }
}

export class StagedValidators {
  private proposals = new Map<string, Proposal>();
  private working: Promise<void> | null = null;
  private isStopped = false;
  private readonly stopWatching: () => void;

  constructor(
    private readonly store: Store,
    private readonly committer: Committer,
    private readonly catalog: Catalog,
  ) {
    this.stopWatching = this.committer.onCommit((_ts, writes) => {
      for (const proposal of this.proposals.values()) {
        const { table, written } = proposal;
        // A table that is new, or was replaced by an import, is noticed by the next step.
        if (table === null || proposal.error !== null) continue;
        const to = encodeUint32(table.number + 1);
        for (const key of writes.within(encodeUint32(table.number), to)) written.add(key);
        if (written.size > MAX_WRITTEN) proposal.begin(table);
      }
      this.work();
    });
  }

  /** Of the deployed schemas. What was compared with the same validator before goes on. */
  set(schemas: readonly { readonly path: string; readonly schema: string | null }[]): void {
    const before = this.proposals;
    this.proposals = new Map();
    for (const { path, schema } of schemas) {
      for (const [name, validator] of schema === null ? [] : stagedValidatorsOf(schema)) {
        const key = JSON.stringify([path, name, validator]);
        const known = before.get(key);
        const goesOn = known !== undefined && known.error === null;
        this.proposals.set(key, goesOn ? known : new Proposal(path, name, validator));
      }
    }
    this.work();
  }

  /** By component, then by table. */
  states(): Readonly<Record<string, Readonly<Record<string, StagedValidation>>>> {
    const out: Record<string, Record<string, StagedValidation>> = {};
    for (const proposal of this.proposals.values())
      (out[proposal.component] ??= {})[proposal.name] = proposal.state();
    return out;
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    this.stopWatching();
    await this.working;
  }

  private work(): void {
    if (this.proposals.size === 0 || this.isStopped) return;
    this.working ??= this.run()
      .catch((error: unknown) => console.error("Staged validators could not be checked:", error))
      .finally(() => (this.working = null));
  }

  private async run(): Promise<void> {
    await delay(0);
    while (!this.isStopped) {
      const view = this.store.committed();
      let isIdle = true;
      for (const proposal of this.proposals.values()) {
        const table = this.catalog.table(proposal.component, proposal.name) ?? null;
        if (table !== proposal.table) proposal.begin(table);
        if (!proposal.isOpen) continue;
        isIdle = false;
        this.step(proposal, view);
        if (!proposal.isOpen) tell(proposal);
      }
      if (isIdle) return;
      await delay(PAUSE_MS);
    }
  }

  private step(proposal: Proposal, view: ReadView): void {
    if (proposal.isWalked) {
      let left = CHUNK;
      for (const key of proposal.written) {
        proposal.written.delete(key);
        this.compare(proposal, view, key);
        if (--left === 0 || proposal.error !== null) return;
      }
      return;
    }
    const { number } = proposal.table as TableInfo;
    const keys: Key[] = [];
    for (const key of view.keys("documents", proposal.from, encodeUint32(number + 1), false)) {
      keys.push(key);
      if (keys.length === CHUNK) break;
    }
    for (const key of keys) {
      this.compare(proposal, view, key);
      if (proposal.error !== null) return;
    }
    proposal.checked += keys.length;
    proposal.from = `${keys.at(-1) ?? proposal.from}\x00`;
    proposal.isWalked = keys.length < CHUNK;
  }

  private compare(proposal: Proposal, view: ReadView, key: Key): void {
    const text = view.get("documents", key);
    if (text === undefined) return;
    const { _id, _creationTime, ...fields } = JSON.parse(text) as JsonObject;
    const problem = validationProblem(proposal.validator, fields, (id) =>
      this.catalog.tableOfId(proposal.component, id),
    );
    if (problem === null) return;
    proposal.error = `Document with ID "${String(_id)}" in table "${proposal.name}" does not match the staged schema: ${problem}`;
    proposal.written.clear();
  }
}

function tell({ component, name, checked, error }: Proposal): void {
  const table = component === "" ? name : `${component}/${name}`;
  if (error !== null) console.warn(`Staged validator of ${table}: ${error}`);
  else console.info(`Staged validator of ${table}: all rows fit (${checked} compared).`);
}
