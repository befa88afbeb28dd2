/** The bytes of a file at a provider, no more of them than are kept. Knows nothing of the database. */

export type Fetched = Blob | "tooLarge";

/** Throws with `who` where the answer is none. */
export async function bounded(who: string, response: Response, mostBytes: number): Promise<Fetched> {
  if (!response.ok) throw new Error(`${who} does not give the file (${response.status})`);
  if (Number(response.headers.get("content-length") ?? 0) > mostBytes) return "tooLarge";
  const blob = await response.blob();
  return blob.size > mostBytes ? "tooLarge" : blob;
}
