// The convex package hands every value to its host as JSON text and takes it back as text: right where
// another program answers, three quarters of a read's time where the answer is a few frames away. While an
// app is bundled, the functions below are made to call the host with values (`Convex.direct`, see
// syscalls/direct.ts). What they replace stays in place under another name: for values that are rare, and as
// it is when a version of the package reads differently, whose files are then left alone. Modules that the
// CLI bundled before pushing them are left alone too, and use the package's own way.
import { readFileSync } from "node:fs";
import { sep } from "node:path";
import type { Plugin } from "esbuild";

/** Every text stands exactly once in the file. */
interface Change {
  readonly from: string;
  readonly to: string;
}

type Changes = Readonly<Record<string, readonly Change[]>>;

/** By path below convex/dist/esm. */
export const CHANGES: Changes = {
  "values/value.js": [
    {
      from: "export function jsonToConvex(value) {",
      to: `export function jsonToConvex(value) {
  return Convex.direct.fromJson(value, orbitOriginalFromJson);
}
function orbitOriginalFromJson(value) {`,
    },
    {
      from: `export function convexToJson(value) {
  return convexToJsonInternal(value, value, "", false);
}`,
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
  "server/impl/syscall.js": [
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
  "server/impl/query_impl.js": [
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
      from: `    const { value, done } = await performAsyncSyscall("1.0/queryStreamNext", {
      queryId
    });
    if (done) {
      this.closeQuery();
    }
    const convexValue = jsonToConvex(value);
    return { value: convexValue, done };`,
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
      from: `    const { page, isDone, continueCursor, splitCursor, pageStatus } = await performAsyncSyscall("1.0/queryPage", {
      query,
      cursor,
      endCursor,
      pageSize,
      maximumRowsRead,
      maximumBytesRead: paginationOpts.maximumBytesRead,
      version
    });
    return {
      page: page.map((json) => jsonToConvex(json)),
      isDone,
      continueCursor,
      splitCursor,
      pageStatus
    };`,
      to: `    const { maximumBytesRead } = paginationOpts;
    const args = { query, cursor, endCursor, pageSize, maximumRowsRead, maximumBytesRead };
    try {
      return await Convex.direct.page(args, jsonToConvex);
    } catch (e) {
      throw orbitRethrown(e);
    }`,
    },
    {
      from: `    const out = [];
    for await (const item of this) {
      out.push(item);
    }
    return out;`,
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
  "server/impl/database_impl.js": [
    {
      from: `import { performAsyncSyscall, performSyscall } from "./syscall.js";`,
      to: `import { orbitRethrown } from "./syscall.js";`,
    },
    {
      from: `  const syscallJSON = await performAsyncSyscall("1.0/get", args);
  return jsonToConvex(syscallJSON);`,
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
      from: `        const syscallJSON = performSyscall("1.0/db/normalizeId", {
          table: tableName,
          idString: id
        });
        const syscallResult = jsonToConvex(syscallJSON);
        return syscallResult.id;`,
      to: "        return Convex.direct.normalizeId(tableName, id);",
    },
    {
      from: `  const syscallJSON = await performAsyncSyscall("1.0/insert", {
    table: tableName,
    value: convexToJson(value)
  });
  const syscallResult = jsonToConvex(syscallJSON);
  return syscallResult._id;`,
      to: `  const json = orbitOwnJson(value);
  try {
    const id = Convex.direct.insert(tableName, json);
    return id instanceof Promise ? await id : id;
  } catch (e) {
    throw orbitRethrown(e);
  }`,
    },
    {
      from: `  await performAsyncSyscall("1.0/shallowMerge", {
    id: convexToJson(id),
    value: patchValueToJson(value),
    table
  });`,
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
      from: `  await performAsyncSyscall("1.0/replace", {
    id: convexToJson(id),
    value: convexToJson(value),
    table
  });`,
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
      from: `  await performAsyncSyscall("1.0/remove", {
    id: convexToJson(id),
    table
  });`,
      to: `  const args = { id: convexToJson(id), table };
  try {
    const done = Convex.direct.remove(args);
    if (done instanceof Promise) await done;
  } catch (e) {
    throw orbitRethrown(e);
  }`,
    },
  ],
  "server/impl/registration_impl.js": [
    {
      from: `import { parseArgs } from "../../common/index.js";`,
      to: `import { parseArgs } from "../../common/index.js";
import { orbitResultText } from "../../values/value.js";`,
    },
    // Queries, mutations and actions end alike; what follows tells them apart.
    {
      from: `  return JSON.stringify(convexToJson(result === void 0 ? null : result));
}
export const queryGeneric`,
      to: `  return orbitResultText(result);
}
export const queryGeneric`,
    },
    {
      from: `  return JSON.stringify(convexToJson(result === void 0 ? null : result));
}
export function validateReturnValue`,
      to: `  return orbitResultText(result);
}
export function validateReturnValue`,
    },
    {
      from: `  return JSON.stringify(convexToJson(result === void 0 ? null : result));
}
export const actionGeneric`,
      to: `  return orbitResultText(result);
}
export const actionGeneric`,
    },
  ],
};

/** The file with its changes, or null when one of them does not fit it. */
export function changed(source: string, changes: readonly Change[]): string | null {
  let text = source;
  for (const { from, to } of changes) {
    const parts = text.split(from);
    if (parts.length !== 2) return null;
    text = parts.join(to);
  }
  return text;
}

const FILE = /[\\/]node_modules[\\/]convex[\\/]dist[\\/]esm[\\/](.+\.js)$/;

/**
 * All files of one copy of the package are changed, or none: they use each other's.
 */
function changesOf(root: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [path, changes] of Object.entries(CHANGES)) {
    let text: string | null = null;
    try {
      text = changed(readFileSync(root + path.replaceAll("/", sep), "utf8"), changes);
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
