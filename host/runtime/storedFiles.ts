// Files as the edge sees them: stored, fetched, and uploaded to by a token.
import type { LocalEngine } from "../contract";
import type { Store } from "../storage/store";
import type { Committer } from "../transaction/committer";
import type { FileStore } from "./files";
import { matchesDigest } from "./syscalls/storage";

export function storedFiles(files: FileStore, store: Store, committer: Committer): LocalEngine["files"] {
  return {
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
  };
}
