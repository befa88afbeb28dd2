// ctx.storage in all kinds of functions.
import type { Received } from "../files";
import type { Execution } from "../execution";
import type { AsyncSyscalls, JsSyscalls } from "./types";

interface StorageArgs {
  readonly storageId: string;
}

/** Runs on the function's own transaction, or on a fresh one in actions. */
async function reading<T>(execution: Execution, run: (transaction: Execution["database"]) => T): Promise<T> {
  if (execution.transaction !== null) return run(execution.database);
  return await execution.host.committer.read((transaction) => Promise.resolve(run(transaction)));
}

async function writing<T>(execution: Execution, run: (transaction: Execution["database"]) => T): Promise<T> {
  if (execution.transaction !== null) {
    if (!execution.database.canWrite) throw new Error("Queries cannot change stored files.");
    return run(execution.database);
  }
  const { result } = await execution.host.committer.submit({
    run: (transaction) => Promise.resolve(run(transaction)),
  });
  return result;
}

function checkDigest(
  received: Received,
  expected: string | undefined,
  files: { discard(received: Received): void },
): void {
  if (expected === undefined || matchesDigest(received.sha256, expected)) return;
  files.discard(received);
  throw new Error("The file's sha256 does not match the one given.");
}

/** Digests come in base64 or hex. */
export function matchesDigest(base64: string, expected: string): boolean {
  return expected === base64 || expected.toLowerCase() === Buffer.from(base64, "base64").toString("hex");
}

async function store(
  execution: Execution,
  bytes: Uint8Array,
  contentType: string | null,
  sha256?: string,
): Promise<string> {
  const { files } = execution.host;
  const received = files.receiveBytes(bytes);
  checkDigest(received, sha256, files);
  try {
    return await writing(execution, (transaction) => {
      transaction.onUndo(() => files.discard(received));
      transaction.budget.spend("filesWritten", 1);
      transaction.budget.spend("fileWriteBytes", bytes.byteLength);
      return files.register(transaction, execution.component.path, received, contentType);
    });
  } catch (error) {
    files.discard(received);
    throw error;
  }
}

async function load(
  execution: Execution,
  id: string,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; contentType: string | null } | null> {
  const { files } = execution.host;
  const record = await reading(execution, (transaction) => {
    const found = files.find(transaction, execution.component.path, id);
    if (found !== null) {
      transaction.budget.spend("filesRead", 1);
      transaction.budget.spend("fileReadBytes", found.size);
    }
    return found;
  });
  return record === null ? null : { bytes: await files.bytes(record), contentType: record.contentType };
}

export const storageSyscalls: AsyncSyscalls = {
  async "1.0/storageGenerateUploadUrl"(execution) {
    if (execution.udfType === "query") throw new Error("Queries cannot generate upload URLs.");
    return JSON.stringify(execution.host.files.uploadUrl(execution.component.path));
  },
  async "1.0/storageGetUrl"(execution, { storageId }: StorageArgs) {
    const { files } = execution.host;
    const record = await reading(execution, (transaction) =>
      files.find(transaction, execution.component.path, storageId),
    );
    return JSON.stringify(record === null ? null : files.url(record));
  },
  async "1.0/storageGetMetadata"(execution, { storageId }: StorageArgs) {
    const record = await reading(execution, (transaction) =>
      execution.host.files.find(transaction, execution.component.path, storageId),
    );
    if (record === null) return "null";
    const { sha256, size, contentType } = record;
    return JSON.stringify({ storageId, sha256, size, contentType });
  },
  async "1.0/storageDelete"(execution, { storageId }: StorageArgs) {
    await writing(execution, (transaction) =>
      execution.host.files.delete(transaction, execution.component.path, storageId),
    );
    return "{}";
  },
  async "1.0/storageStore"(execution, args: { blob: string; contentType: string; sha256?: string }) {
    return JSON.stringify(
      await store(execution, Buffer.from(args.blob, "base64"), args.contentType, args.sha256),
    );
  },
  async "1.0/storageGet"(execution, { storageId }: StorageArgs) {
    const file = await load(execution, storageId);
    if (file === null) return "null";
    return JSON.stringify({
      blob: Buffer.from(file.bytes).toString("base64"),
      contentType: file.contentType,
    });
  },
};

export const storageJsSyscalls: JsSyscalls = {
  async "storage/storeBlob"(execution, { blob, options }: { blob: Blob; options?: { sha256?: string } }) {
    return await store(execution, new Uint8Array(await blob.arrayBuffer()), blob.type, options?.sha256);
  },
  async "storage/getBlob"(execution, { storageId }: StorageArgs) {
    const file = await load(execution, storageId);
    return file === null ? null : new Blob([file.bytes], { type: file.contentType ?? "" });
  },
};
