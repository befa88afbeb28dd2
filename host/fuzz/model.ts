// The same world without a database: commits in the order of their timestamps, and what
// every query must show at every moment.

/** A change that its client was told has happened. */
export interface Change {
  readonly ts: bigint;
  readonly kind: "set" | "add" | "remove" | "renew";
  readonly key: string;
  readonly value: number;
  /** Who made it, as the server saw. */
  readonly owner: string;
  /** Creation time of the row it made, if it made one. */
  readonly created: number | null;
}

export const QUERIES = ["get", "range", "first", "mine", "absent"] as const;

/** Key and creation time: two rows of one key at different times are different places. */
interface Place {
  readonly key: string;
  readonly created: number;
}

interface Item extends Place {
  value: number;
  owner: string;
}

/** One query as one client asked for it. */
export interface Watch {
  readonly path: (typeof QUERIES)[number] | "page";
  readonly from: string;
  readonly to: string;
  /** Pages only. */
  readonly size: number;
  /** The page this one goes on from. */
  readonly previous: Watch | null;
  /** Where the page ends, once a result was seen; null: it runs to the end of the list. */
  end?: Place | null;
  /** No result came before the first one seen: it must have the size that was asked for. */
  readonly isPrompt: boolean;
  /** A result was compared. */
  seen?: boolean;
}

/** What a client saw of one query at one moment; an error is shown as `error: <data>`. */
export interface Seen {
  readonly ts: bigint;
  readonly who: string;
  readonly watch: Watch;
  readonly text: string;
}

export class World {
  private readonly items = new Map<string, Item>();

  /** Applies changes up to each moment and compares what was seen there. Both are sorted here. */
  replay(changes: Change[], seen: Seen[]): string | null {
    changes.sort((a, b) => compare(a.ts, b.ts));
    // Stable: one client's results of one moment stay in order.
    seen.sort((a, b) => compare(a.ts, b.ts));
    let next = 0;
    for (const view of seen) {
      for (; next < changes.length && (changes[next] as Change).ts <= view.ts; next++)
        this.apply(changes[next]!);
      const problem = this.compare(view);
      if (problem !== null) return problem;
    }
    for (; next < changes.length; next++) this.apply(changes[next]!);
    return null;
  }

  compare({ watch, who, text, ts }: Seen): string | null {
    const expected = this.show(watch, who);
    const shown = watch.path === "page" ? withoutCursor(text) : text;
    if (shown === expected) return null;
    const asked =
      watch.path === "page"
        ? `page of ${watch.size} up to ${JSON.stringify(watch.end)}`
        : `${watch.path}(${watch.from}, ${watch.to})`;
    return `at ${ts} ${asked} of ${who} shows ${shown} instead of ${expected}`;
  }

  private apply({ kind, key, value, owner, created }: Change): void {
    const item = this.items.get(key);
    if (kind === "remove") this.items.delete(key);
    else if (kind === "add") {
      if (item !== undefined) item.value += value;
    } else if (kind === "set" && item !== undefined) Object.assign(item, { value, owner });
    else this.items.set(key, { key, value, owner, created: created ?? NaN });
  }

  private sorted(): Item[] {
    return [...this.items.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  private show(watch: Watch, who: string): string {
    const { path, from, to } = watch;
    const pairs = (items: readonly Item[]) => JSON.stringify(items.map(({ key, value }) => [key, value]));
    const own = this.items.get(from);
    if (path === "get") return JSON.stringify(own?.value ?? null);
    if (path === "absent") return own === undefined ? "true" : `error: ${JSON.stringify({ key: from })}`;
    if (path === "range") return pairs(this.sorted().filter(({ key }) => key >= from && key < to));
    if (path === "first")
      return pairs(
        this.sorted()
          .filter(({ key }) => key >= from)
          .slice(0, 3),
      );
    if (path === "mine")
      return JSON.stringify([
        who,
        ...this.sorted().flatMap(({ owner, key }) => (owner === who ? [key] : [])),
      ]);
    return this.showPage(watch);
  }

  private showPage(watch: Watch): string {
    const start = watch.previous?.end ?? null;
    const rest = this.sorted().filter((item) => start === null || isAfter(item, start));
    const { end = null } = watch;
    const rows = rest.filter((item) => end === null || !isAfter(item, end));
    if (watch.seen !== true && watch.isPrompt && rows.length !== Math.min(watch.size, rest.length))
      return `a new page of ${Math.min(watch.size, rest.length)} rows`;
    watch.seen = true;
    return JSON.stringify([rows.map(({ key, value }) => [key, value]), end === null]);
  }
}

function isAfter(item: Place, place: Place): boolean {
  return item.key > place.key || (item.key === place.key && item.created > place.created);
}

function withoutCursor(text: string): string {
  if (text.startsWith("error")) return text;
  const { page, isDone } = JSON.parse(text) as { page: unknown; isDone: unknown };
  return JSON.stringify([page, isDone]);
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
