/** Writes rows and the list of what was written, so that every move can be taken back exactly (DUP-21). */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import type { TenantTable } from "../tenancy/tables";

export type Move = Doc<"mergeMoves">["moves"][number];
export type AnyRow = Record<string, unknown> & { _id: string };

/** Moves per stored chunk. */
const chunkSize = 100;

/** Rows of tables named at run time: the schema's references decide which, TypeScript cannot. */
export function anyDb(ctx: TenantMutationCtx) {
  return ctx.db as unknown as {
    find(table: TenantTable, id: string): Promise<AnyRow | null>;
    insert(table: TenantTable, row: object): Promise<string>;
    patch(table: TenantTable, id: string, fields: object): Promise<void>;
    delete(table: TenantTable, id: string): Promise<void>;
  };
}

export class Manifest {
  private moves: Move[] = [];
  private readonly counts: Record<string, number> = {};

  constructor(private readonly ctx: TenantMutationCtx) {}

  /** Changes fields of a row that differ; true when any did. */
  async change(table: TenantTable, row: AnyRow, fields: Record<string, unknown>): Promise<boolean> {
    const names = Object.keys(fields).filter((name) => !same(row[name], fields[name]));
    if (names.length === 0) return false;
    await anyDb(this.ctx).patch(
      table,
      row._id,
      Object.fromEntries(names.map((name) => [name, fields[name]])),
    );
    this.note({ kind: "changed", table, id: row._id, before: pick(row, names), after: pick(fields, names) });
    return true;
  }

  async remove(table: TenantTable, row: AnyRow): Promise<void> {
    await anyDb(this.ctx).delete(table, row._id);
    this.note({ kind: "removed", table, id: row._id, before: contentOf(row) });
  }

  async add(table: TenantTable, row: object): Promise<string> {
    const id = await anyDb(this.ctx).insert(table, row);
    this.added(table, id);
    return id;
  }

  /** Notes a row that another room has added. */
  added(table: TenantTable, id: string): void {
    this.note({ kind: "added", table, id });
  }

  /** Counts a row that a person would say has moved. */
  count(table: string): void {
    this.counts[table] = (this.counts[table] ?? 0) + 1;
  }

  note(move: Move): void {
    this.moves.push(move);
  }

  /** Appends what was noted to the merge; call once at the end of the transaction. */
  async save(mergeId: Id<"merges">): Promise<void> {
    const merge = await this.ctx.db.get("merges", mergeId);
    let { chunks } = merge;
    for (let start = 0; start < this.moves.length; start += chunkSize) {
      const moves = this.moves.slice(start, start + chunkSize);
      await this.ctx.db.insert("mergeMoves", { mergeId, chunk: chunks, moves });
      chunks += 1;
    }
    const moved = { ...merge.moved };
    for (const [table, count] of Object.entries(this.counts)) moved[table] = (moved[table] ?? 0) + count;
    if (chunks !== merge.chunks) await this.ctx.db.patch("merges", mergeId, { chunks, moved });
    this.moves = [];
  }
}

export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

export function pick(row: object, names: readonly string[]): Record<string, unknown> {
  const values = row as Record<string, unknown>;
  return Object.fromEntries(
    names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])),
  );
}

/** A row without what the database gives it. */
export function contentOf(row: object): Record<string, unknown> {
  const { _id, _creationTime, orgId: _orgId, ...content } = row as Record<string, unknown>;
  return content;
}
