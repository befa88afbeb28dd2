// Joins the layers into the Engine of contract.ts.
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type {
  LocalEngine,
  EngineOptions,
  FunctionCall,
  Identity,
  Outcome,
  RequestOrigin,
  TableCount,
} from "./contract";
import { Catalog } from "./indexes/catalog";
import { loadApplication } from "./runtime/load";
import type { Application, CronSpec } from "./runtime/application";
import type { AppBundle } from "./runtime/bundle";
import { Calls } from "./runtime/calls";
import { readDeployedApp } from "./runtime/deployedApp";
import { Deployments, Prepared } from "./runtime/deployments";
import { Environment } from "./runtime/environment";
import { FileStore } from "./runtime/files";
import type { Host } from "./runtime/host";
import { LogBook } from "./runtime/logs";
import { beginImport } from "./runtime/importData";
import { Signer } from "./runtime/signer";
import { dataSnapshot } from "./runtime/snapshot";
import { storedFiles } from "./runtime/storedFiles";
import { Subscriptions } from "./runtime/subscriptions";
import { createExports } from "./push/exports";
import { createImports } from "./push/imports";
import { Crons } from "./scheduler/crons";
import { Jobs, type Job } from "./runtime/jobs";
import { Scheduler } from "./scheduler/scheduler";
import { Store } from "./storage/store";
import { Committer } from "./transaction/committer";
import { collectRecords } from "./scheduler/garbage";
import { countRows } from "./transaction/importTables";
import { SearchMerger } from "./transaction/searchMerger";
import { StagedValidators } from "./transaction/stagedValidators";
import { tablePage } from "./transaction/tablePage";
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

  function activate(prepared: Prepared): void {
    application = prepared.application;
    deployed = prepared.bundle;
    crons.set(application.crons);
    stagedValidators.set(application.analysis.components);
    subscriptions.invalidateAll();
    scheduler.wake();
  }
  const cacheDirectory = join(dataDirectory, "cache");
  const deployments = new Deployments({ store, committer, catalog, cacheDirectory, load, activate });
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
    files: storedFiles(files, store, committer),
    analysis: () => application.analysis,
    tables: (component) => [...catalog.component(component).keys()].sort(),
    tablePage: (component, table, options) => tablePage({ store, catalog }, component, table, options),
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
    prepare: (source) => deployments.prepare(source),
    stage: (app) => deployments.stage(app),
    stagingProgress: () => deployments.progress(),
    stagedValidators: () => stagedValidators.states(),
    deploy: (app) => deployments.deploy(app),
    logs: (cursor, waitMs, which) => logs.read(cursor, waitMs, which),
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
      await Promise.race([
        deployments.settled().then(() => committer.drain()),
        delay(10_000, undefined, { ref: false }),
      ]);
      await store.close();
    },
  };
  return engine;
}
