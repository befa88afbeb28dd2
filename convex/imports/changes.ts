/** What a row changes of the customer that it is; the dry run shows it and the run writes it. Pure. */
import { tagLimit, isLegalMove } from "../customers/words";
import type { Address } from "../customers/shape";
import { isSameValue } from "../shared/conflict";
import { fold } from "../shared/text";
import { toE164 } from "../shared/phone";
import { oneLine } from "../shared/text";
import type { ImportFacts } from "./facts";
import { emailKey, ownKey, partsOf, phoneKey, type KeyField } from "./keys";
import type { PartRow, ReadyRow, RowIssue } from "./normalise";
import type { Policy } from "./plan";

export interface ChangeRules {
  country: string;
  /** Calendar day in the organization's zone. */
  today: string;
  policy: Policy;
  fields: readonly KeyField[];
  /** Whether somebody else has the key. */
  isOthers: (key: string) => boolean;
}

/** Values after the row, by field; `custom` holds the changed ones of the organization's own fields. */
export type Changes = Partial<Record<keyof ImportFacts, unknown>>;

export interface Changed {
  changes: Changes;
  /** What had to stay as it is. */
  issues: RowIssue[];
}

const texts = ["companyName", "industry", "website", "dateOfBirth"] as const;
/** Overwritten only where the file says them itself: a new customer gets them without being asked. */
const chosen = [
  "name",
  "type",
  "customerSource",
  "sourceDetail",
  "preferredLanguage",
  "smsConsent",
  "emailConsent",
  "marketingConsent",
  "dateJoined",
] as const;

/** link: only what the customer lacks. update: every cell that says something, and differs. */
export function changesOf(
  row: ReadyRow | PartRow,
  known: ImportFacts,
  how: "link" | "update",
  rules: ChangeRules,
  ownerId?: string,
): Changed {
  const changed: Changed = { changes: {}, issues: [] };
  const set = (field: keyof ImportFacts, value: unknown) => {
    if (value !== undefined && !isSameValue(known[field], value)) changed.changes[field] = value;
  };
  const { values } = row;
  const isFree = how === "update" ? () => true : (field: keyof ImportFacts) => known[field] === undefined;
  for (const field of texts) if (isFree(field)) set(field, values[field]);
  if (how === "update") {
    for (const field of chosen) if (isGiven(row, field)) set(field, values[field]);
    setStatus(row, known, changed);
    setTags(row, known, set);
    set("ownerId", ownerId);
  }
  if (values.address !== undefined && (isFree("address") || known.address === undefined)) {
    set("address", { ...known.address, ...newParts(values.address, known.address) });
  }
  set("notes", notesAfter(row, known, how));
  tellBalances(row, known, changed);
  setTier(row, known, how, rules, set);
  setContacts(row, known, how, rules, changed);
  setOwn(row, known, how, rules, changed);
  const legacyIds = [...new Set([...known.legacyIds, ...ownIds(row, rules)])];
  if (legacyIds.length > known.legacyIds.length) changed.changes.legacyIds = legacyIds;
  return changed;
}

/** The customer once the row is carried out. */
export function afterChanges(known: ImportFacts, changes: Changes, country: string): ImportFacts {
  const after = { ...known, ...changes } as ImportFacts;
  if (changes.custom !== undefined)
    after.custom = { ...known.custom, ...(changes.custom as ImportFacts["custom"]) };
  for (const field of ["phone", "secondaryPhone"] as const) {
    if (field in changes) after[`${field}E164`] = toE164(after[field] ?? "", country) ?? undefined!;
  }
  return after;
}

/** Keys by which the customer was known and, after these changes, is not any more: it stays known by them to imports. */
export function keysLost(known: ImportFacts, changes: Changes): string[] {
  const lost: string[] = [];
  if ("email" in changes && known.email !== undefined) lost.push(emailKey(known.email));
  for (const field of ["phone", "secondaryPhone"] as const) {
    const e164 = known[`${field}E164`];
    if (field in changes && e164 !== undefined) lost.push(`phone:${e164}`);
  }
  return lost;
}

/** A file's line of address stands for the lines that it was here, see normalise.ts. */
function newParts(given: Address, known: Address = {}): Address {
  const isSame = ([part, value]: [string, string | undefined]) =>
    value === oneLine(known[part as keyof Address] ?? "");
  return Object.fromEntries(Object.entries(given).filter((entry) => !isSame(entry)));
}

/** A first name alone is part of the name; the mapping's own words are those of fields.ts. */
function isGiven({ given }: ReadyRow | PartRow, field: (typeof chosen)[number]): boolean {
  if (field === "name") return given.has("name") || given.has("firstName") || given.has("lastName");
  if (field === "sourceDetail") return given.has("sourceDetail") || given.has("customerSource");
  return given.has(field);
}

function setStatus({ given, values }: ReadyRow | PartRow, known: ImportFacts, changed: Changed): void {
  const { status } = values;
  if (!given.has("status") || status === undefined || status === known.status) return;
  if (known.isActive && isLegalMove(known.status, status)) changed.changes.status = status;
  else changed.issues.push({ field: "status", rule: "illegalMove", value: status });
}

/** Tags come to the others; none goes, because a file seldom knows all of them. */
function setTags(
  { values }: ReadyRow | PartRow,
  known: ImportFacts,
  set: (field: keyof ImportFacts, value: unknown) => void,
): void {
  const had = new Set(known.tags.map(fold));
  const added = (values.tags ?? []).filter((tag) => !had.has(fold(tag)));
  if (added.length > 0)
    set("tags", [...known.tags, ...added].slice(0, Math.max(tagLimit, known.tags.length)));
}

/** Notes in the file take the place of those here. */
function notesAfter(row: ReadyRow | PartRow, known: ImportFacts, how: "link" | "update"): string | undefined {
  if (known.notes === undefined) return row.values.notes;
  return how === "update" && row.given.has("notes") ? row.values.notes : undefined;
}

/** A balance that moves here is not set by a file a second time: another amount there is told, not taken. */
function tellBalances({ values, given }: ReadyRow | PartRow, known: ImportFacts, changed: Changed): void {
  const { availableCredit = 0, loyaltyPoints = 0 } = values;
  if (given.has("credit") && availableCredit !== (known.availableCredit ?? 0))
    changed.issues.push({ field: "credit", rule: "balanceKept", value: "" });
  if (given.has("points") && loyaltyPoints !== (known.loyaltyPoints ?? 0))
    changed.issues.push({ field: "points", rule: "balanceKept", value: "" });
}

/** With its day: what the file says, else the day on which it is given. */
function setTier(
  { values: { vipTierId, vipStatusDate } }: ReadyRow | PartRow,
  known: ImportFacts,
  how: "link" | "update",
  { today }: ChangeRules,
  set: (field: keyof ImportFacts, value: unknown) => void,
): void {
  if (vipTierId === undefined || (how === "link" && known.vipTierId !== undefined)) return;
  set("vipTierId", vipTierId);
  set("vipStatusDate", vipStatusDate ?? (known.vipTierId === vipTierId ? known.vipStatusDate : today));
}

function setContacts(
  { values }: ReadyRow | PartRow,
  known: ImportFacts,
  how: "link" | "update",
  { country, policy, isOthers }: ChangeRules,
  { changes, issues }: Changed,
): void {
  /** Says so where the organization allows it only once and somebody else has it. */
  const isRefused = (field: "email" | "phone" | "secondaryPhone", key: string | null, value: string) => {
    const kind = field === "email" ? "email" : "phone";
    if (key === null || policy[kind] !== "block" || !isOthers(key)) return false;
    issues.push({ field, rule: "notFilled", value });
    return true;
  };
  const { email } = values;
  if (email !== undefined && email !== known.email && (how === "update" || known.email === undefined)) {
    if (!isRefused("email", emailKey(email), email)) changes.email = email;
  }
  const place = (field: "phone" | "secondaryPhone", phone: string) => {
    if (!isRefused(field, phoneKey(phone, country), phone)) changes[field] = phone;
  };
  const isNew = (phone: string | undefined): phone is string => {
    const e164 = phone === undefined ? null : toE164(phone, country);
    return e164 !== null && e164 !== known.phoneE164 && e164 !== known.secondaryPhoneE164;
  };
  if (how === "update") {
    for (const field of ["phone", "secondaryPhone"] as const) {
      const phone = values[field];
      if (phone !== undefined && toE164(phone, country) !== known[`${field}E164`]) place(field, phone);
    }
    return;
  }
  // A second number of the same person becomes the secondary phone.
  for (const phone of [values.phone, values.secondaryPhone]) {
    if (!isNew(phone)) continue;
    if (known.phone === undefined && !("phone" in changes)) place("phone", phone);
    else if (
      known.secondaryPhone === undefined &&
      !("secondaryPhone" in changes) &&
      changes.phone !== phone
    ) {
      place("secondaryPhone", phone);
    }
  }
}

function setOwn(
  { values }: ReadyRow | PartRow,
  known: ImportFacts,
  how: "link" | "update",
  { country, fields, isOthers }: ChangeRules,
  { changes, issues }: Changed,
): void {
  const own: Record<string, unknown> = {};
  for (const field of fields) {
    const value = values.custom?.[field.key];
    const before = known.custom?.[field.key];
    if (value === undefined || isSameValue(before, value) || (how === "link" && before !== undefined))
      continue;
    if (field.unique && isOthers(ownKey(field, value as string, country))) {
      issues.push({ field: `custom.${field.key}`, rule: "taken", value: String(value).slice(0, 200) });
    } else own[field.key] = value;
  }
  if (Object.keys(own).length > 0) changes.custom = own;
}

/** Old ids of the row that are not somebody else's. */
function ownIds({ keys }: ReadyRow | PartRow, { isOthers }: ChangeRules): string[] {
  return keys.filter((key) => key.startsWith("legacy:") && !isOthers(key)).map((key) => partsOf(key)[1]);
}
