/**
 * The seam between the engine (storage, values, indexes, transaction, runtime,
 * scheduler) and the edge (sync, http, files, push, main). The edge depends on
 * these types only; the engine implements them. All values that cross are JSON
 * text in Convex's own encoding, so that stored documents are never re-parsed
 * on their way out.
 */

import type { Durations } from "./histogram";
import type { LogOptions } from "./log";

/** Who calls. `attributes` is the parsed token as `ctx.auth.getUserIdentity()` shows it. */
export type Identity =
  | { readonly kind: "anonymous" }
  | { readonly kind: "user"; readonly attributes: UserAttributes; readonly token?: string }
  | { readonly kind: "admin"; readonly actingAs?: UserAttributes };

export interface UserAttributes {
  readonly tokenIdentifier: string;
  readonly subject: string;
  readonly issuer: string;
  readonly [claim: string]: unknown;
}

/** What `ctx.meta.getRequestMetadata()` reports; both null for scheduled work. */
export interface RequestOrigin {
  readonly ip: string | null;
  readonly userAgent: string | null;
}

export interface FunctionCall {
  /** "" is the app itself, otherwise a component path such as "resend/emailWorkpool". */
  readonly component: string;
  /** `module:export` or `module` (meaning its default export), as clients send it. */
  readonly path: string;
  /** Convex JSON of the single argument object. */
  readonly args: string;
  readonly identity: Identity;
  readonly origin: RequestOrigin;
  /** Internal functions may be called (admin key, scheduler). */
  readonly internal?: boolean;
}

/** One function run. `value` and `errorData` are Convex JSON text. */
export type Outcome =
  | { readonly ok: true; readonly value: string; readonly logLines: readonly string[] }
  | {
      readonly ok: false;
      readonly errorMessage: string;
      readonly errorData?: string;
      readonly logLines: readonly string[];
      /**
       * The request's id when this is an accident of the server: no ConvexError and no wrong call. Its
       * text is the operator's, see `forCaller`; the log has it under this id.
       */
      readonly accident?: string;
    };

export type QueryOutcome = Outcome & { readonly journal: string | null; readonly ts: bigint };
/** `ts` is the commit's; a mutation that fails has no ts. */
export type MutationOutcome = Outcome & { readonly ts: bigint | null };

/** Makes a mutation exactly-once over reconnects; kept in the mutation's own commit. */
export interface RequestKey {
  readonly sessionId: string;
  readonly requestId: number;
}

/** One socket's set of queries, kept consistent at one timestamp. */
export interface QuerySession {
  /**
   * Applies the changes and calls `onTransition` (asynchronously, exactly once)
   * with the first results of the added queries and every other change up to
   * the same ts, even when nothing changed.
   */
  modify(change: {
    readonly add: readonly { queryId: number; call: FunctionCall; journal: string | null }[];
    readonly remove: readonly number[];
    /** New identity for the whole session: every query is evaluated anew in the same transition. */
    readonly identity?: Identity;
    /** Returned with the transition so that the wire can match versions. */
    readonly tag: unknown;
  }): void;
  /** Asks for a (possibly empty) transition whose ts is at least `ts`: a mutation's own write must be seen. */
  reach(ts: bigint): void;
  close(): void;
}

export interface SessionTransition {
  readonly ts: bigint;
  /** Only results that differ from what this session was last told. */
  readonly changes: readonly { readonly queryId: number; readonly outcome: QueryOutcome }[];
  /** Tags of every `modify` folded into this transition, in order. */
  readonly tags: readonly unknown[];
}

/** What the engine can be given to run: a folder of sources, or modules pushed by the CLI. */
export type AppSource =
  | { readonly kind: "folder"; readonly directory: string }
  | { readonly kind: "pushed"; readonly request: unknown };

/** What the edge hands to `createEngine`. */
export interface EngineOptions {
  /** Holds the store and the files; exists and is writable. */
  readonly dataDirectory: string;
  /**
   * Variables every function sees in `process.env` but `npx convex env list`
   * does not show and nobody can change: CONVEX_CLOUD_URL, CONVEX_SITE_URL and
   * the host's own secrets. Base of upload and file URLs: CONVEX_CLOUD_URL.
   */
  readonly systemEnvironment: Readonly<Record<string, string>>;
  /** 32 random bytes as hex, stable for the data folder: signs upload tokens and `ctx.auth.signJwt`. */
  readonly instanceSecret: string;
  /** For an engine in a thread of its own, whose console is another. */
  readonly log?: LogOptions;
  /** Changed documents of search indexes that are merged into their lists at a time; a test has it happen often. */
  readonly searchTurn?: number;
  /**
   * Commits of so many writes are made by a thread of their own, which is started first; a test has it make all, with
   * a turn for others at every step of putting one together.
   */
  readonly handOverFrom?: number;
}

export interface Engine {
  /** Reads and writes go to a consistent snapshot; see SPEC.md TX and RT. */
  query(call: FunctionCall): Promise<QueryOutcome>;
  /**
   * Mutations start in the order of the calls. The promise resolves before any
   * session is told of the commit, so that a client hears its own result first.
   */
  mutation(call: FunctionCall, key?: RequestKey): Promise<MutationOutcome>;
  action(call: FunctionCall): Promise<Outcome>;
  /** Runs whichever kind of function the path names (POST /api/function, CLI `run`). */
  anyFunction(call: FunctionCall): Promise<Outcome>;
  /** Dispatches to convex/http.ts. Null when the app has no route for it. */
  httpAction(request: Request, identity: Identity, origin: RequestOrigin): Promise<Response | null>;
  openSession(onTransition: (transition: SessionTransition) => void): QuerySession;
  /** Latest committed timestamp. */
  readonly latestTs: () => bigint;

  environment: {
    list(): ReadonlyMap<string, string>;
    /** null deletes. Re-runs affected subscriptions. */
    update(changes: readonly { name: string; value: string | null }[]): Promise<void>;
    onChange(listener: () => void): () => void;
  };

  /** Providers of the deployed auth.config.ts, already resolved against the environment. */
  authProviders(): readonly AuthProvider[];

  files: {
    /** Streams the body to disk and inserts the `_storage` row of that component; returns the storage id. */
    store(
      component: string,
      body: ReadableStream<Uint8Array> | null,
      contentType: string | null,
      expectedSha256?: string,
    ): Promise<string>;
    /**
     * Checks and consumes, durably, an upload token made by `storage.generateUploadUrl()`.
     * Null when wrong, used or expired.
     */
    redeemUploadToken(token: string): Promise<{ readonly component: string } | null>;
    /**
     * By the public uuid in a file URL `/api/storage/<uuid>`. `range` counts bytes,
     * both ends included as in the HTTP header; `size` is always the whole file's.
     */
    open(uuid: string, range?: { start: number; end: number }): Promise<StoredFile | null>;
  };

  /** Analysis of the deployed functions, as `npx convex function-spec` and push need it. */
  analysis(): AppAnalysis;
  tables(component: string): readonly string[];
  tablePage(component: string, table: string, options: TablePageOptions): TablePage;
  componentPaths(): readonly string[];

  /** Starts `npx convex export`; false when one is under way. */
  startExport(includeStorage: boolean): Promise<boolean>;
  /** Path of the finished export of that timestamp, null when it is unknown or replaced by a newer one. */
  exportFile(ts: string): Promise<string | null>;
  /** Starts `npx convex import` of a file, whose folder is removed in the end. Returns the import's id. */
  startImport(upload: ImportUpload): Promise<string>;
  /** Goes on after the caller saw the summary; false when the import does not wait for that. */
  performImport(id: string): Promise<boolean>;
  /** Convex JSON of what the CLI follows: the newest export, one import, all imports. */
  transferState(what: "export" | "import" | "imports", id?: string): string;

  /** Bundles/analyses without changing anything. Rejects with a message fit for the CLI. */
  prepare(source: AppSource): Promise<PreparedApp>;
  /**
   * The long part of `deploy`, while everything else goes on: checks existing rows against the new schema
   * and fills indexes. Resolves with the first row that does not fit, or null. Only the latest is kept.
   */
  stage(app: PreparedApp): Promise<SchemaProblem | null>;
  /** How far the staging under way is, by component. */
  stagingProgress(): Readonly<Record<string, SchemaProgress>>;
  /** Validators that the deployed schemas propose, by component and table. */
  stagedValidators(): Readonly<Record<string, Readonly<Record<string, StagedValidation>>>>;
  /**
   * Stages, unless that is done, swaps the code under open sockets and re-runs what it affects. Nothing
   * changes on failure.
   */
  deploy(app: PreparedApp): Promise<void>;

  /**
   * What functions did since the cursor, for `npx convex logs`; resolves when there is something newer or after waitMs.
   * With "telling" of calls that logged something or failed, so that a reader of those costs other calls nothing.
   */
  logs(
    cursor: number,
    waitMs: number,
    which?: "all" | "telling",
  ): Promise<{ entries: readonly LogEntry[]; cursor: number }>;
  /** Cost of every function called so far, and the state of the queues. */
  stats(): EngineStats;
  /** Public half of the key behind `ctx.auth.signJwt`, for `/.well-known/jwks.json`. */
  jwks(): { readonly keys: readonly object[] };
  /** Writes a consistent copy of the store and the files into an empty folder, while running. */
  backup(directory: string): Promise<void>;
  /** Drains running mutations, stops the scheduler, closes the store. */
  close(): Promise<void>;
}

/** What `createEngine` gives beside: for exports and imports themselves, on the engine's own thread. */
export interface LocalEngine extends Engine {
  /** All tables and files as of one moment. Must be released. */
  snapshot(): DataSnapshot;
  /** Rows and files from outside. Rejects with ImportError when the tables cannot take them. */
  beginImport(mode: ImportMode, tables: readonly ImportedTable[]): Promise<DataImport>;
  /** Documents of every table, `_storage` included. Takes time in proportion to them. */
  countRows(): Promise<readonly TableCount[]>;
}

export type ImportFormat = "csv" | "jsonLines" | "jsonArray" | "zip";

export interface ImportUpload {
  readonly file: string;
  readonly format: ImportFormat;
  readonly mode: ImportMode;
  readonly component: string;
  /** Null for archives. */
  readonly table: string | null;
}

export interface SchemaProblem {
  readonly error: string;
  readonly component: string;
  readonly table: string;
}

/** What is known about the rows of a table and a validator its schema proposes with `.staged()`. */
export type StagedValidation =
  | { readonly state: "pending"; readonly rowsChecked: number }
  | { readonly state: "valid"; readonly rowsChecked: number }
  | { readonly state: "failed"; readonly error: string };

export interface SchemaProgress {
  readonly schemaValidationComplete: boolean;
  readonly indexesComplete: number;
  readonly indexesTotal: number;
}

export interface DataSnapshot {
  readonly ts: bigint;
  /** By component; tables the schema names are there when they are empty, too. */
  readonly tables: readonly SnapshotTable[];
  /** Files of one component. */
  files(component: string): Iterable<SnapshotFile>;
  release(): void;
}

export interface SnapshotTable {
  readonly component: string;
  readonly name: string;
  /** The table number in its ids. */
  readonly number: number;
  /** JSON texts in Convex's encoding, by id. */
  documents(): Iterable<string>;
}

export interface SnapshotFile {
  readonly id: string;
  readonly creationTime: number;
  readonly size: number;
  /** base64 */
  readonly sha256: string;
  readonly contentType: string | null;
  /** The last part of its URL. */
  readonly uuid: string;
  open(): AsyncIterable<Uint8Array>;
}

/**
 * requireEmpty refuses tables that have rows, append adds to them, replace puts the rows in their place,
 * replaceAll also empties every table that is not named.
 */
export type ImportMode = "requireEmpty" | "append" | "replace" | "replaceAll";

export interface ImportedTable {
  readonly component: string;
  readonly table: string;
  /** The table number in the ids that the rows bring; null when they bring none. */
  readonly number: number | null;
}

/** An import under way. Nothing of it is seen until `finish`, except what is appended. */
export interface DataImport {
  /** One commit; Convex JSON values, `_id` and `_creationTime` kept where given. */
  insert(component: string, table: string, rows: readonly object[]): Promise<void>;
  /** `id` and what else is known of it are kept; a digest or size that does not match rejects. */
  insertFile(component: string, file: ImportedFile, body: AsyncIterable<Uint8Array>): Promise<void>;
  finish(): Promise<void>;
  abort(): Promise<void>;
}

export interface ImportedFile {
  readonly id: string;
  readonly creationTime: number | null;
  readonly size: number | null;
  readonly sha256: string | null;
  readonly contentType: string | null;
  readonly uuid: string | null;
}

export interface TableCount {
  readonly component: string;
  readonly table: string;
  readonly rows: number;
}

export interface AuthProvider {
  readonly type: "oidc" | "customJwt";
  readonly issuer: string;
  readonly applicationID?: string;
  /** customJwt only: an https/http URL or a data: URI. */
  readonly jwks?: string;
  readonly algorithm?: "RS256" | "ES256";
}

export interface StoredFile {
  readonly stream: ReadableStream<Uint8Array>;
  readonly size: number;
  readonly contentType: string | null;
  readonly sha256: string;
}

export interface TablePageOptions {
  /** The last page's, null for the first. */
  readonly cursor: string | null;
  readonly limit: number;
  readonly order: "asc" | "desc";
}

/** Documents of a table in the order of their creation, as JSON texts. */
export interface TablePage {
  readonly documents: readonly string[];
  /** Null at the end, and for a table that does not exist. */
  readonly cursor: string | null;
}

/** Prepared and analysed, ready to deploy. Opaque to the edge but for `analysis`. */
export interface PreparedApp {
  readonly analysis: AppAnalysis;
}

export interface AppAnalysis {
  readonly components: readonly ComponentAnalysis[];
}

export interface ComponentAnalysis {
  readonly path: string;
  /** Path of its definition as the CLI names it ("" for the app). */
  readonly definitionPath: string;
  /** Result of `export()` of its convex.config, or null. */
  readonly definition: unknown;
  /** Result of `export()` of its schema, as a JSON string, or null. */
  readonly schema: string | null;
  readonly modules: readonly ModuleAnalysis[];
}

export interface ModuleAnalysis {
  /** e.g. "customers.js", with the extension as pushed. */
  readonly path: string;
  readonly environment: "isolate" | "node";
  readonly functions: readonly {
    readonly name: string;
    readonly udfType: "Query" | "Mutation" | "Action";
    readonly visibility: "public" | "internal";
    /** Validator JSON as exported by the function. */
    readonly args: string | null;
    readonly returns: string | null;
  }[];
  readonly httpRoutes: readonly { readonly path: string; readonly method: string }[] | null;
  readonly crons: readonly { readonly name: string; readonly spec: unknown }[] | null;
}

export interface LogEntry {
  readonly kind: "Completion" | "Progress";
  readonly at: number;
  readonly component: string;
  readonly path: string;
  readonly udfType: "Query" | "Mutation" | "Action" | "HttpAction";
  readonly requestId: string;
  readonly executionMs: number;
  readonly logLines: readonly string[];
  readonly error: string | null;
  /** Where an uncaught error was thrown. */
  readonly stack?: string;
  readonly documentsRead: number;
  /** Index ranges and single documents asked for. */
  readonly databaseQueries: number;
}

/** Totals of one function since the process started. */
export interface FunctionStats {
  readonly component: string;
  readonly path: string;
  readonly udfType: LogEntry["udfType"];
  readonly calls: number;
  readonly errors: number;
  readonly durations: Durations;
  readonly documentsRead: number;
  readonly maxDocumentsRead: number;
  /** Index ranges and single documents asked for. */
  readonly databaseQueries: number;
  readonly maxDatabaseQueries: number;
}

export interface EngineStats {
  readonly functions: readonly FunctionStats[];
  readonly queuedMutations: number;
  /** Scheduled functions that run now. */
  readonly runningJobs: number;
  /** From the first write of a batch handed to the store until all are on disk. */
  readonly commits: Durations;
  /** Mutations in those commits: many share one. */
  readonly committedMutations: number;
  /** Size of the store's file, in bytes. */
  readonly storeBytes: number;
  /** JavaScript heap of the thread with the database, in bytes. */
  readonly heapBytes: number;
  readonly sessions: number;
  /** Distinct live queries, after sharing. */
  readonly watchedQueries: number;
}
