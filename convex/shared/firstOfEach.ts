/**
 * The first row of each of many keys, by index: a page of the index answers
 * every key that lies within it, so keys that nobody has cost almost nothing.
 */

/** Rows of one page at most. */
const mostRows = 64;
/** Keys at most that are asked for by themselves before a page is tried again. */
const mostAlone = 32;
/** Convex sorts texts by their code points and JavaScript does not; where either text is ASCII the two agree. */
// oxlint-disable-next-line no-control-regex
const ascii = /^[\u0000-\u007f]*$/;

/**
 * `page` returns rows with keys from `from` to `to`, both included, in the
 * order of the index, at most `most`. Pages grow while what they read is what
 * was asked for. Where others stand between the keys, a page reads a row only to
 * find that it is somebody else's: keys are then asked for by themselves, which
 * reads nothing for those that nobody has, and a page is tried now and then.
 */
export async function firstOfEach<Row extends { key: string }>(
  keys: Iterable<string>,
  page: (from: string, to: string, most: number) => Promise<Row[]>,
): Promise<Map<string, Row>> {
  const found = new Map<string, Row>();
  const unique = [...new Set(keys)];
  for (const key of unique) {
    if (ascii.test(key)) continue;
    const [row] = await page(key, key, 1);
    if (row !== undefined) found.set(key, row);
  }
  const sorted = unique.filter((key) => ascii.test(key)).sort();
  const last = sorted.at(-1)!;
  let most = 1;
  /** Keys to be asked for by themselves, now and after the next page that reads others' rows. */
  let alone = 0;
  let stretch = 1;
  for (let at = 0; at < sorted.length;) {
    const key = sorted[at]!;
    if (alone > 0) {
      const [row] = await page(key, key, 1);
      if (row !== undefined) found.set(key, row);
      alone -= 1;
      at += 1;
      continue;
    }
    const began = at;
    const rows = await page(key, last, most);
    const firsts = new Map<string, Row>();
    for (const row of rows) if (!firsts.has(row.key)) firsts.set(row.key, row);
    const reached = rows.length < most ? last : rows.at(-1)!.key;
    for (; at < sorted.length && sorted[at]! <= reached; at++) {
      const row = firsts.get(sorted[at]!);
      if (row !== undefined) found.set(sorted[at]!, row);
    }
    if (at - began >= rows.length) {
      most = Math.min(mostRows, 2 * most);
      if (most > 4) stretch = 1;
    } else {
      most = 1;
      alone = stretch = Math.min(mostAlone, 2 * stretch);
    }
  }
  return found;
}
