// The convex package hands every value to its host as JSON text and takes it back as text: right where
// another program answers, three quarters of a read's time where the answer is a few frames away. While an
// app is bundled, the functions below are made to call the host with values (`Convex.direct`, see
// syscalls/direct.ts). What they replace stays in place under another name: for values that are rare, and as
// it is when a version of the package reads differently, whose files are then left alone. Modules that the
// CLI bundled before pushing them are left alone too, and use the package's own way.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { sep } from "node:path";
import type { Plugin } from "esbuild";

/** What is replaced begins with `from`, which stands once in the file (or `times`), and ends with the next `until`. */
interface Change {
  readonly from: string;
  readonly until?: string;
  readonly times?: number;
  readonly to: string;
}

interface ChangedFile {
  /** SHA-256 of the file that the changes were written for. */
  readonly digest: string;
  readonly changes: readonly Change[];
}

/** By path below convex/dist/esm. */
export const CHANGES: Readonly<Record<string, ChangedFile>> = {
  "values/value.js": {
    digest: "8fe3724fe536b92042aadfeb6eebaa43bbbc55f26688fc468bc1193d851d632e",
    changes: [
      {
        from: "export function jsonToConvex(value) {",
        to: `export function jsonToConvex(value) {
  return Convex.direct.fromJson(value, orbitOriginalFromJson);
}
function orbitOriginalFromJson(value) {`,
      },
      {
        from: "export function convexToJson(value) {",
        until: "\n}",
        to: `function orbitOriginalToJson(value) {
  return convexToJsonInternal(value, value, "", false);
}
export function convexToJson(value) {
  return Convex.direct.toJson(value, orbitOriginalToJson);
}
export function orbitOwnJson(value) {
  return Convex.direct.ownJson(value, orbitOriginalToJson);
}
export function orbitPatchJson(value) {
  return Convex.direct.patchJson(value, patchValueToJson);
}
export function orbitResultText(value) {
  return Convex.direct.resultText(value === void 0 ? null : value, orbitOriginalToJson);
}`,
      },
    ],
  },
  "server/impl/syscall.js": {
    digest: "c99c1acdb2faf11c7e62e58c33cefcf27db81d84c44084483a5451bd0cd131f0",
    changes: [
      {
        from: "export async function performAsyncSyscall(op, arg) {",
        to: `export function orbitRethrown(e) {
  if (e.data === void 0) return new Error(e.message);
  const rethrown = new ConvexError(e.message);
  rethrown.data = jsonToConvex(e.data);
  return rethrown;
}
export async function performAsyncSyscall(op, arg) {`,
      },
    ],
  },
  "server/impl/query_impl.js": {
    digest: "cb338c5d58d0ffbbdd311954e24456d7fa501f901b205784ce93d67e63206857",
    changes: [
      {
        from: `import { performAsyncSyscall, performSyscall } from "./syscall.js";`,
        to: `import { orbitRethrown, performSyscall } from "./syscall.js";`,
      },
      {
        from: `const { queryId } = performSyscall("1.0/queryStream", { query, version });`,
        to: "const queryId = Convex.direct.open(query);",
      },
      {
        from: `performSyscall("1.0/queryCleanup", { queryId });`,
        to: "Convex.direct.close(queryId);",
      },
      {
        from: `    const { value, done } = await performAsyncSyscall("1.0/queryStreamNext"`,
        until: "done };",
        to: `    let value;
    try {
      value = Convex.direct.next(queryId, jsonToConvex);
      if (value instanceof Promise) value = await value;
    } catch (e) {
      throw orbitRethrown(e);
    }
    if (value !== void 0) return { value, done: false };
    this.closeQuery();
    return { value: null, done: true };`,
      },
      {
        from: "    const { page, isDone,",
        until: "pageStatus\n    };",
        to: `    const { maximumBytesRead } = paginationOpts;
    const args = { query, cursor, endCursor, pageSize, maximumRowsRead, maximumBytesRead };
    try {
      return await Convex.direct.page(args, jsonToConvex);
    } catch (e) {
      throw orbitRethrown(e);
    }`,
      },
      {
        from: "    const out = [];\n    for await",
        until: "return out;",
        to: `    const queryId = this.startQuery();
    let out;
    try {
      out = Convex.direct.collect(queryId, jsonToConvex);
      if (out instanceof Promise) out = await out;
    } catch (e) {
      throw orbitRethrown(e);
    }
    this.closeQuery();
    return out;`,
      },
    ],
  },
  "server/impl/database_impl.js": {
    digest: "9668effb295187942c49859e7fe56ceff857a0cdfecb8e0a73951213b7351c26",
    changes: [
      {
        from: `import { performAsyncSyscall, performSyscall } from "./syscall.js";`,
        to: `import { orbitRethrown } from "./syscall.js";`,
      },
      {
        from: `  const syscallJSON = await performAsyncSyscall("1.0/get"`,
        until: "return jsonToConvex(syscallJSON);",
        to: `  try {
    const value = Convex.direct.get(args, jsonToConvex);
    return value instanceof Promise ? await value : value;
  } catch (e) {
    throw orbitRethrown(e);
  }`,
      },
      {
        from: `import { commitTsPlaceholder, patchValueToJson } from "../../values/value.js";`,
        to: `import { commitTsPlaceholder, orbitOwnJson, orbitPatchJson } from "../../values/value.js";`,
      },
      {
        from: `        const syscallJSON = performSyscall("1.0/db/normalizeId"`,
        until: "return syscallResult.id;",
        to: "        return Convex.direct.normalizeId(tableName, id);",
      },
      {
        from: `  const syscallJSON = await performAsyncSyscall("1.0/insert"`,
        until: "return syscallResult._id;",
        to: `  const json = orbitOwnJson(value);
  try {
    const id = Convex.direct.insert(tableName, json);
    return id instanceof Promise ? await id : id;
  } catch (e) {
    throw orbitRethrown(e);
  }`,
      },
      {
        from: `  await performAsyncSyscall("1.0/shallowMerge"`,
        until: "});",
        to: `  const args = { id: convexToJson(id), table };
  const json = orbitPatchJson(value);
  try {
    const done = Convex.direct.patch(args, json);
    if (done instanceof Promise) await done;
  } catch (e) {
    throw orbitRethrown(e);
  }`,
      },
      {
        from: `  await performAsyncSyscall("1.0/replace"`,
        until: "});",
        to: `  const args = { id: convexToJson(id), table };
  const json = orbitOwnJson(value);
  try {
    const done = Convex.direct.replace(args, json);
    if (done instanceof Promise) await done;
  } catch (e) {
    throw orbitRethrown(e);
  }`,
      },
      {
        from: `  await performAsyncSyscall("1.0/remove"`,
        until: "});",
        to: `  const args = { id: convexToJson(id), table };
  try {
    const done = Convex.direct.remove(args);
    if (done instanceof Promise) await done;
  } catch (e) {
    throw orbitRethrown(e);
  }`,
      },
    ],
  },
  "server/impl/registration_impl.js": {
    digest: "eaf954b59bde12c163164a0558c469184233675a5ae8de8444c17c49ee501bbc",
    changes: [
      {
        from: `import { parseArgs } from "../../common/index.js";`,
        to: `import { parseArgs } from "../../common/index.js";
import { orbitResultText } from "../../values/value.js";`,
      },
      // Queries, mutations and actions end alike.
      {
        from: "  return JSON.stringify(convexToJson(result === void 0 ? null : result));",
        times: 3,
        to: "  return orbitResultText(result);",
      },
    ],
  },
};

/** The file with its changes, or null when one of them does not fit it. */
export function changed(source: string, changes: readonly Change[]): string | null {
  let text = source;
  for (const { from, until, times = 1, to } of changes) {
    const [before, ...parts] = text.split(from);
    if (parts.length !== times) return null;
    const kept = parts.map((part) => (until === undefined ? part : behind(part, until)));
    if (kept.includes(null)) return null;
    text = [before, ...kept].join(to);
  }
  return text;
}

function behind(text: string, end: string): string | null {
  const at = text.indexOf(end);
  return at < 0 ? null : text.slice(at + end.length);
}

const FILE = /[\\/]node_modules[\\/]convex[\\/]dist[\\/]esm[\\/](.+\.js)$/;

export const digestOf = (source: string): string => createHash("sha256").update(source).digest("hex");

/**
 * All files of one copy of the package are changed, or none: they use each other's.
 */
function changesOf(root: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [path, { digest, changes }] of Object.entries(CHANGES)) {
    let text: string | null = null;
    try {
      const source = readFileSync(root + path.replaceAll("/", sep), "utf8");
      if (digestOf(source) === digest) text = changed(source, changes);
    } catch {
      // A version without this file.
    }
    if (text === null) return new Map();
    texts.set(path, text);
  }
  return texts;
}

export const convexPackage: Plugin = {
  name: "convex-package",
  setup(build) {
    const copies = new Map<string, ReadonlyMap<string, string>>();
    build.onStart(() => copies.clear());
    build.onLoad({ filter: FILE }, ({ path }) => {
      const file = FILE.exec(path)![1] as string;
      const root = path.slice(0, -file.length);
      let copy = copies.get(root);
      if (copy === undefined) copies.set(root, (copy = changesOf(root)));
      const contents = copy.get(file.replaceAll("\\", "/"));
      return contents === undefined ? undefined : { contents, loader: "js" };
    });
  },
};
