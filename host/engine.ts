// Joins the layers into the Engine of contract.ts.
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type {
  AppSource,
  LocalEngine,
  EngineOptions,
  FunctionCall,
  Identity,
  Outcome,
  PreparedApp,
  RequestOrigin,
  TableCount,
} from "./contract";
import { Catalog } from "./indexes/catalog";
import { rangeOf } from "./indexes/bounds";
import { documentKeyOfEntry } from "./indexes/entries";
import { parseSchema } from "./indexes/schema";
import { loadApplication } from "./runtime/load";
import type { Application, CronSpec } from "./runtime/application";
import { ComponentCache, FolderBundler, type AppBundle } from "./runtime/bundle";
import { Calls } from "./runtime/calls";
import { deployedAppWrites, readDeployedApp } from "./runtime/deployedApp";
import { Environment } from "./runtime/environment";
import { FileStore } from "./runtime/files";
import type { Host } from "./runtime/host";
import { LogBook } from "./runtime/logs";
import { bundlePushed } from "./runtime/pushed";
import { beginImport } from "./runtime/importData";
import { Signer } from "./runtime/signer";
import { dataSnapshot } from "./runtime/snapshot";
import { Subscriptions } from "./runtime/subscriptions";
import { matchesDigest } from "./runtime/syscalls/storage";
import { createExports } from "./push/exports";
import { createImports } from "./push/imports";
import { Crons } from "./scheduler/crons";
import { Jobs, type Job } from "./runtime/jobs";
import { Scheduler } from "./scheduler/scheduler";
import { Store } from "./storage/store";
import { Committer } from "./transaction/committer";
import { collectRecords } from "./scheduler/garbage";
import { countRows } from "./transaction/importTables";
import { Migration, SchemaMismatchError } from "./transaction/migrate";
import { SearchMerger } from "./transaction/searchMerger";
import { StagedValidators } from "./transaction/stagedValidators";
import { Transaction } from "./transaction/transaction";

export { FolderInUseError } from "./storage/lock";
export { NewerFormatError } from "./storage/store";
export { DamagedStoreError } from "./storage/damage";

const NOTHING: Application = {
  components: new Map(),
  analysis: { components: [] },
  authProviders: () => [],
  checkVariables: () => undefined,
  crons: new Map(),
};

const ANONYMOUS: Identity = { kind: "anonymous" };
const NO_ORIGIN: RequestOrigin = { ip: null, userAgent: null };

class Prepared implements PreparedApp {
  constructor(
    readonly bundle: AppBundle,
    readonly application: Application,
  ) {}
  get analysis() {
    return this.application.analysis;
  }
}

/**
 * Opens the data folder and brings the last deployed app back to life.
 * Rejects with NewerFormatError or FolderInUseError, each one sentence to print.
 */
export async function createEngine(options: EngineOptions): Promise<LocalEngine> {
  const { dataDirectory, handOverFrom } = options;
  const store =
    handOverFrom === undefined ? Store.open(dataDirectory) : Store.open(dataDirectory, handOverFrom, 0);
  if (handOverFrom !== undefined) await store.startWriter();
  const catalog = Catalog.load(store.committed());
  const committer = new Committer(store, catalog);
  let application = NOTHING;
  let deployed: AppBundle | null = null;
  const load = (bundle: AppBundle): Application => loadApplication(bundle, environment.variables);
  const environment = new Environment(store, committer, options.systemEnvironment, () => {
    if (deployed !== null) application = load(deployed);
  });
  const logs = new LogBook();
  const jobs = new Jobs(catalog);
  const files = new FileStore(
    options.dataDirectory,
    catalog,
    () => options.systemEnvironment.CONVEX_CLOUD_URL ?? "",
    options.instanceSecret,
  );
  const signer = await Signer.load(store);
  const host: Host = {
    application: () => application,
    catalog,
    committer,
    files,
    jobs,
    signer,
    systemEnvironment: options.systemEnvironment,
    callFromAction: (kind, target, args, request) => calls.fromAction(kind, target, args, request),
  };
  const calls = new Calls(host, logs);
  const subscriptions = new Subscriptions({
    lease: () => committer.lease(),
    run: (call, journal, { snapshot, ts }) =>
      calls.query(call, journal, new Transaction(snapshot, catalog, ts, null)),
  });

  const scheduler = new Scheduler(
    store,
    committer,
    jobs,
    {
      kindOf(job) {
        const fn = application.components.get(job.target.component)?.functions.get(job.target.path);
        return fn === undefined || fn.udfType === "query" ? null : fn.udfType;
      },
      async runMutation(job: Job, args: string) {
        const request = calls.newRequest(ANONYMOUS, NO_ORIGIN, job.id);
        await committer.submit({
          isUnheard: true,
          run: async (transaction) => {
            // Another run or a cancel may have come first.
            if (!jobs.isPending(transaction, job)) return;
            await calls.runMutation(job.target, args, request, transaction, true);
            jobs.finish(transaction, job, { kind: "success" });
          },
        });
      },
      async runAction(job: Job, args: string) {
        await calls.runAction(job.target, args, calls.newRequest(ANONYMOUS, NO_ORIGIN, job.id), true);
      },
    },
    (limit) => collectRecords(store, committer, jobs, files, limit),
  );
  const crons = new Crons(store, committer, {
    async run(component: string, spec: CronSpec) {
      const call: FunctionCall = {
        component,
        path: spec.path,
        args: spec.args,
        identity: ANONYMOUS,
        origin: NO_ORIGIN,
        internal: true,
      };
      await (calls.kindOf(call) === "mutation" ? calls.mutation(call) : calls.action(call));
    },
  });

  committer.onCommit((_ts, writes) => {
    subscriptions.onCommit(writes);
    scheduler.wake();
  });
  committer.onUpcoming((upcoming) => subscriptions.onUpcoming(upcoming));
  committer.onLatest(() => scheduler.wake());
  const merger = new SearchMerger(committer, catalog, options.searchTurn);
  environment.onChange(() => subscriptions.invalidateAll());

  const stagedValidators = new StagedValidators(store, committer, catalog);

  const cache = new ComponentCache(join(options.dataDirectory, "cache"));
  const bundlers = new Map<string, FolderBundler>();

  function activate(prepared: Prepared): void {
    application = prepared.application;
    deployed = prepared.bundle;
    crons.set(application.crons);
    stagedValidators.set(prepared.application.analysis.components);
    subscriptions.invalidateAll();
    scheduler.wake();
  }

  async function prepare(source: AppSource): Promise<PreparedApp> {
    let bundle: AppBundle;
    if (source.kind === "folder") {
      let bundler = bundlers.get(source.directory);
      if (bundler === undefined)
        bundlers.set(source.directory, (bundler = new FolderBundler(source.directory, cache)));
      bundle = await bundler.run();
    } else bundle = await bundlePushed(source.request);
    const loaded = load(bundle);
    for (const { schema } of loaded.analysis.components) if (schema !== null) parseSchema(schema);
    return new Prepared(bundle, loaded);
  }

  /** Deployments, one after another. */
  let turn: Promise<unknown> = Promise.resolve();
  let staged: { readonly app: Prepared; readonly migration: Migration } | null = null;

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  }

  async function stageNow(app: PreparedApp): Promise<Migration> {
    if (!(app instanceof Prepared)) throw new Error("deploy() needs what prepare() returned.");
    if (staged?.app === app && !staged.migration.isStale) return staged.migration;
    staged?.migration.stop();
    staged = null;
    // Throws when a provider needs a variable that is not set.
    app.application.authProviders();
    app.application.checkVariables();
    const schemas = app.analysis.components.map(({ path, schema }) => ({
      component: path,
      tables: schema === null ? [] : parseSchema(schema),
    }));
    const migration = new Migration(store, committer, catalog, schemas);
    staged = { app, migration };
    try {
      await migration.prepare();
    } catch (error) {
      staged = null;
      throw error;
    }
    return migration;
  }

  async function deploy(app: PreparedApp): Promise<void> {
    for (;;) {
      const migration = await stageNow(app);
      const { bundle } = app as Prepared;
      const switched = committer.exclusive(async () => {
        // An import may have put other tables in place since.
        if (migration.isStale) return false;
        staged = null;
        await migration.finish(deployedAppWrites(store.committed(), bundle));
        activate(app as Prepared);
        return true;
      });
      const isDone = await switched.catch(async (error: unknown) => {
        await migration.abandon();
        throw error;
      });
      if (isDone) return await migration.clear();
    }
  }

  const last = readDeployedApp(store.committed());
  if (last !== null) activate(new Prepared(last, load(last)));
  await scheduler.start();
  // In the background: the folder may hold any number of files.
  const swept = files
    .sweepUnnamed(() => store.committed())
    .catch((error: unknown) => console.error("Files without a row could not be removed:", error));

  async function anyFunction(call: FunctionCall): Promise<Outcome> {
    let kind;
    try {
      kind = calls.kindOf(call);
    } catch (error) {
      return { ok: false, errorMessage: (error as Error).message, logLines: [] };
    }
    if (kind === "query") return await engine.query(call);
    return kind === "mutation" ? await calls.mutation(call) : await calls.action(call);
  }

  const data: Pick<LocalEngine, "snapshot" | "beginImport" | "countRows"> = {
    snapshot: () => dataSnapshot(committer, catalog, files),
    beginImport: (mode, tables) => {
      const changed = () => subscriptions.invalidateAll();
      return beginImport({ store, committer, catalog, files, changed }, mode, tables);
    },
    async countRows() {
      const counts: TableCount[] = [];
      for (const table of catalog.tables()) {
        const { component, name } = table;
        counts.push({ component, table: name, rows: await countRows(store, table) });
      }
      return counts;
    },
  };
  const exports = createExports(data, options.dataDirectory);
  const imports = createImports({ ...data, analysis: () => application.analysis });

  const engine: LocalEngine = {
    query: async (call) =>
      (await committer.read((transaction) => calls.query(call, null, transaction))).outcome,
    mutation: (call, key) => calls.mutation(call, key),
    action: (call) => calls.action(call),
    anyFunction,
    httpAction: (request, identity, origin) => calls.httpAction(request, identity, origin),
    openSession: (onTransition) => subscriptions.open(onTransition),
    latestTs: () => committer.latestTs,
    environment: {
      list: () => environment.list(),
      update: (changes) => environment.update(changes),
      onChange: (listener) => environment.onChange(listener),
    },
    authProviders: () => application.authProviders(),
    files: {
      async store(component, body, contentType, expectedSha256) {
        const received = await files.receive(body);
        try {
          if (expectedSha256 !== undefined && !matchesDigest(received.sha256, expectedSha256)) {
            throw new Error("The file's sha256 does not match the one given.");
          }
          const { result } = await committer.submit({
            run: (transaction) =>
              Promise.resolve(files.register(transaction, component, received, contentType)),
          });
          return result;
        } catch (error) {
          files.discard(received);
          throw error;
        }
      },
      async redeemUploadToken(token) {
        const granted = files.grantOf(token);
        if (granted === null) return null;
        // Its own commit before the upload begins: a token stays used however the upload or the process ends.
        const { result: isFirst } = await committer.submit({
          run: (transaction) => Promise.resolve(files.spend(transaction, granted)),
        });
        return isFirst ? { component: granted.component } : null;
      },
      open: (uuid, range) => files.open(store.committed(), uuid, range),
    },
    analysis: () => application.analysis,
    tables: (component) => [...catalog.component(component).keys()].sort(),
    tablePage(component, table, { cursor, limit, order }) {
      const info = catalog.table(component, table);
      if (info === undefined) return { documents: [], cursor: null };
      const range = rangeOf(info, "by_creation_time", []);
      const reverse = order === "desc";
      const at = cursor === null ? null : Buffer.from(cursor, "base64url").latin1Slice();
      const from = at !== null && !reverse ? `${at}\x00` : range.from;
      const to = at !== null && reverse ? at : range.to;
      const view = store.committed();
      const keys: string[] = [];
      for (const key of view.keys("entries", from, to, reverse)) {
        keys.push(key);
        if (keys.length > limit) break;
      }
      const shown = keys.slice(0, limit);
      const last = shown[shown.length - 1];
      return {
        documents: shown.flatMap((key) => view.get("documents", documentKeyOfEntry(info, key)) ?? []),
        cursor:
          keys.length > limit && last !== undefined
            ? Buffer.from(last, "latin1").toString("base64url")
            : null,
      };
    },
    componentPaths: () => [...application.components.keys()],
    ...data,
    startExport: (includeStorage) => Promise.resolve(exports.start(includeStorage)),
    exportFile: (ts) => Promise.resolve(exports.file(ts)),
    startImport: (upload) => Promise.resolve(imports.start(upload)),
    performImport: (id) => Promise.resolve(imports.perform(id)),
    transferState(what, id = "") {
      if (what === "export") return exports.latest();
      return what === "import" ? imports.state(id) : imports.list();
    },
    prepare,
    stage: (app) =>
      inTurn(async () => {
        try {
          await stageNow(app);
          return null;
        } catch (error) {
          if (!(error instanceof SchemaMismatchError)) throw error;
          return { error: error.message, component: error.component, table: error.table };
        }
      }),
    stagingProgress: () => staged?.migration.progress() ?? {},
    stagedValidators: () => stagedValidators.states(),
    deploy: (app) => inTurn(() => deploy(app)),
    logs: (cursor, waitMs) => logs.read(cursor, waitMs),
    stats: () => ({
      functions: logs.functions(),
      queuedMutations: committer.queueLength,
      runningJobs: scheduler.runningCount,
      commits: committer.commits.read(),
      committedMutations: committer.committedMutations,
      storeBytes: store.bytes,
      heapBytes: process.memoryUsage().heapUsed,
      sessions: subscriptions.size.sessions,
      watchedQueries: subscriptions.size.queries,
    }),
    jwks: () => signer.jwks(),
    async backup(directory) {
      await store.backup(join(directory, "store.mdb"));
      await files.copyTo(join(directory, "files"));
    },
    async close() {
      crons.stop();
      await imports.close();
      await swept;
      await scheduler.stop();
      await subscriptions.close();
      await merger.stop();
      await stagedValidators.stop();
      await Promise.race([turn.then(() => committer.drain()), delay(10_000, undefined, { ref: false })]);
      await Promise.all([...bundlers.values()].map((bundler) => bundler.dispose()));
      await store.close();
    },
  };
  return engine;
}
