// New code and a new schema, from what was pushed to what is in use.
import type { AppSource, PreparedApp, SchemaProblem, SchemaProgress } from "../contract";
import type { Catalog } from "../indexes/catalog";
import { parseSchema } from "../indexes/schema";
import type { Store } from "../storage/store";
import type { Committer } from "../transaction/committer";
import { Migration, SchemaMismatchError } from "../transaction/migrate";
import type { Application } from "./application";
import { bundleFolder, bundling, ComponentCache, type AppBundle } from "./bundle";
import { deployedAppWrites } from "./deployedApp";
import { bundlePushed } from "./pushed";

/** What `prepare()` makes and `deploy()` takes. */
export class Prepared implements PreparedApp {
  constructor(
    readonly bundle: AppBundle,
    readonly application: Application,
  ) {}
  get analysis() {
    return this.application.analysis;
  }
}

interface Needed {
  readonly store: Store;
  readonly committer: Committer;
  readonly catalog: Catalog;
  /** Where bundles of components are kept from one start to the next. */
  readonly cacheDirectory: string;
  load(bundle: AppBundle): Application;
  /** Called inside the commit that switches over. */
  activate(app: Prepared): void;
}

/** Deployments, one after another. Until the last commit of one nothing is different for anybody. */
export class Deployments {
  private readonly cache: ComponentCache;
  private turn: Promise<unknown> = Promise.resolve();
  private staged: { readonly app: Prepared; readonly migration: Migration } | null = null;

  constructor(private readonly needed: Needed) {
    this.cache = new ComponentCache(needed.cacheDirectory);
  }

  /** Bundles, evaluates and analyses; a schema that cannot be read is refused here. */
  async prepare(source: AppSource): Promise<PreparedApp> {
    const bundle = await bundling(() =>
      source.kind === "folder" ? bundleFolder(source.directory, this.cache) : bundlePushed(source.request),
    );
    const application = this.needed.load(bundle);
    for (const { schema } of application.analysis.components) if (schema !== null) parseSchema(schema);
    return new Prepared(bundle, application);
  }

  /** Checks rows and fills indexes; the row that does not fit is the answer. */
  stage(app: PreparedApp): Promise<SchemaProblem | null> {
    return this.inTurn(async () => {
      try {
        await this.stageNow(app);
        return null;
      } catch (error) {
        if (!(error instanceof SchemaMismatchError)) throw error;
        return { error: error.message, component: error.component, table: error.table };
      }
    });
  }

  progress(): Readonly<Record<string, SchemaProgress>> {
    return this.staged?.migration.progress() ?? {};
  }

  deploy(app: PreparedApp): Promise<void> {
    return this.inTurn(async () => {
      while (!(await this.switchOver(app)));
    });
  }

  /** Ends when those under way have ended, well or not. */
  settled(): Promise<unknown> {
    return this.turn;
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  private async stageNow(app: PreparedApp): Promise<{ app: Prepared; migration: Migration }> {
    if (!(app instanceof Prepared)) throw new Error("deploy() needs what prepare() returned.");
    if (this.staged?.app === app && !this.staged.migration.isStale) return this.staged;
    this.staged?.migration.stop();
    this.staged = null;
    // Throws when a provider needs a variable that is not set.
    app.application.authProviders();
    app.application.checkVariables();
    const schemas = app.analysis.components.map(({ path, schema }) => ({
      component: path,
      tables: schema === null ? [] : parseSchema(schema),
    }));
    const { store, committer, catalog } = this.needed;
    const staged = { app, migration: new Migration(store, committer, catalog, schemas) };
    this.staged = staged;
    try {
      await staged.migration.prepare();
    } catch (error) {
      this.staged = null;
      throw error;
    }
    return staged;
  }

  /** False when an import has put other tables in place since the staging, which is then to be done again. */
  private async switchOver(app: PreparedApp): Promise<boolean> {
    const { store, committer, activate } = this.needed;
    const { app: prepared, migration } = await this.stageNow(app);
    const switched = committer.exclusive(async () => {
      if (migration.isStale) return false;
      this.staged = null;
      await migration.finish(deployedAppWrites(store.committed(), prepared.bundle));
      activate(prepared);
      return true;
    });
    const isDone = await switched.catch(async (error: unknown) => {
      await migration.abandon();
      throw error;
    });
    if (isDone) await migration.clear();
    return isDone;
  }
}
