// Forgets what nobody can ask for any more, a little at a time.
import type { FileStore } from "../runtime/files";
import type { Jobs } from "../runtime/jobs";
import type { Store } from "../storage/store";
import type { Committer } from "../transaction/committer";

/** A client that was away longer than this starts with a new session. */
const KEEP_REQUESTS_MS = 24 * 3_600_000;

/** Drops old idempotency records, results of old jobs, used upload tokens that expired and bytes of deleted files. */
export async function collectRecords(
  store: Store,
  committer: Committer,
  jobs: Jobs,
  files: FileStore,
  limit: number,
  now = Date.now(),
): Promise<void> {
  const dropped = [...files.sweep(store.committed()), ...files.expiredTokens(store.committed(), now)];
  const old: string[] = [];
  const view = store.committed();
  for (const key of view.keys(
    "system",
    "onceAt/",
    `onceAt/${String(now - KEEP_REQUESTS_MS).padStart(16, "0")}`,
    false,
  )) {
    old.push(key);
    if (old.length >= limit) break;
  }
  await committer.submit({
    run: (transaction) => {
      for (const key of dropped) transaction.overlay.remove("system", key);
      for (const key of old) {
        transaction.overlay.remove("system", key);
        transaction.overlay.remove("system", `once/${key.slice("onceAt/".length + 17)}`);
      }
      jobs.collect(transaction, now, limit);
      return Promise.resolve();
    },
  });
}
