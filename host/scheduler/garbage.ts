// Forgets what nobody can ask for any more, a little at a time.
import type { FileStore } from "../runtime/files";
import type { Jobs } from "../runtime/jobs";
import type { Store } from "../storage/store";
import type { Committer } from "../transaction/committer";
import { forgetAnswer, oldAnswers } from "../transaction/once";

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
  const old = oldAnswers(store.committed(), now - KEEP_REQUESTS_MS, limit);
  await committer.submit({
    run: (transaction) => {
      for (const key of dropped) transaction.overlay.remove("system", key);
      for (const place of old) forgetAnswer(transaction.overlay, place);
      jobs.collect(transaction, now, limit);
      return Promise.resolve();
    },
  });
}
