/** How large an import may be; the browser and the server hold to the same numbers. Pure. */

/**
 * Rows per chunk: a chunk is stored as one document and imported in one
 * transaction, which may make 4,096 reads. A new customer makes three, and the
 * months of the counters some hundreds more; of customers that are met again,
 * which make up to forty, fewer are taken at a time (run.ts).
 */
export const chunkRows = 200;
/** Characters of one chunk; a stored document may hold 1 MiB, and a character up to three bytes. */
export const chunkCharacters = 250_000;
/** More rows than this should come in several files. */
export const rowLimit = 1_000_000;
export const columnLimit = 200;
/**
 * Most keys one question after known customers may name. They are looked up
 * `knownStep` at a time until `knownRead` documents are read, the rest is asked
 * again: keys that nobody has cost almost nothing, and at worst a question reads
 * 240 documents.
 */
export const knownLimit = 1000;
export const knownStep = 30;
export const knownRead = 120;
/** Most words one question after members may name. */
export const wordLimit = 60;
/** Characters of one row mended in place; more than a customer can hold, and far below a document's 1 MiB. */
export const mendedCharacters = 50_000;
