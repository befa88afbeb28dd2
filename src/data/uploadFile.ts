// Sending one file to the storage, with its progress.
import type { Id } from "../../convex/_generated/dataModel";

/** Null when it was stopped (`request.abort()`). A broken connection is a TypeError, as with fetch. `onProgress` gets 0 to 1. */
export async function uploadFile(
  request: XMLHttpRequest,
  url: string,
  file: File,
  onProgress: (share: number) => void,
): Promise<Id<"_storage"> | null> {
  return await new Promise((resolve, reject) => {
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener("abort", () => resolve(null));
    request.addEventListener("error", () => reject(new TypeError("The connection broke")));
    request.addEventListener("load", () => {
      if (request.status !== 200) return reject(new TypeError(`The storage answered ${request.status}`));
      resolve((JSON.parse(request.responseText) as { storageId: Id<"_storage"> }).storageId);
    });
    request.open("POST", url);
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.send(file);
  });
}
