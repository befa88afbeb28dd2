/** Whom a row means by its owner and by fields that point at a record: looked up by words, the same in the dry run and the run. Pure. */
import { normalizeEmail } from "../shared/email";
import type { PartRow, ReadRow, ReadyRow, RowIssue } from "./normalise";

/** Keys by which a cell may call a customer: its code, alone or as "Ann Lee (CUS-001)"; its e-mail; its id in the old system. */
export function customerKeysOf(word: string): string[] {
  const email = normalizeEmail(word);
  const inBrackets = /\(([^()]+)\)$/.exec(word)?.[1];
  const named = inBrackets === undefined ? [] : [`code:${inBrackets}`];
  return [...named, `code:${word}`, ...(email === null ? [] : [`email:${email}`]), `legacy:${word}`];
}

export interface Lookups {
  /** A live customer's id by key. */
  customer: (key: string) => string | undefined;
  /** A member's user id by name or e-mail. */
  member: (word: string) => string | undefined;
}

/** The words of a row that lookups must know. */
export function wordsOf(row: ReadRow): { customers: string[]; members: string[] } {
  if (row.kind !== "ready" && row.kind !== "part") return { customers: [], members: [] };
  const of = (target: "customers" | "members") =>
    row.relations.filter((relation) => relation.target === target).map(({ word }) => word);
  return {
    customers: of("customers"),
    members: [...(row.owner === undefined ? [] : [row.owner]), ...of("members")],
  };
}

/** The row with its relations filled in, and its owner; what nobody answers to is left out and told. */
export function withReferences<Row extends ReadRow>(
  row: Row,
  lookups: Lookups,
): { row: Row; ownerId?: string } {
  if (row.kind !== "ready" && row.kind !== "part") return { row };
  if (row.owner === undefined && row.relations.length === 0) return { row };
  const issues: RowIssue[] = [...row.issues];
  const custom: Record<string, unknown> = { ...row.values.custom };
  for (const { field, target, word } of row.relations) {
    const keys = target === "customers" ? customerKeysOf(word) : [];
    const id =
      target === "members"
        ? lookups.member(word)
        : keys.map((key) => lookups.customer(key)).find((found) => found !== undefined);
    if (id === undefined)
      issues.push({ field: `custom.${field}`, rule: "unknownRecord", value: word.slice(0, 200) });
    else custom[field] = id;
  }
  const ownerId = row.owner === undefined ? undefined : lookups.member(row.owner);
  if (row.owner !== undefined && ownerId === undefined) {
    issues.push({ field: "owner", rule: "unknownMember", value: row.owner.slice(0, 200) });
  }
  const own = Object.keys(custom).length === 0 ? {} : { custom };
  const values = { ...row.values, ...own };
  const filled: ReadyRow | PartRow =
    row.kind === "ready"
      ? { ...row, values, customer: { ...row.customer, ...own }, issues }
      : { ...row, values, issues };
  return { row: filled as Row, ...(ownerId === undefined ? {} : { ownerId }) };
}
