/**
 * What the surviving record will say, field by field (DUP-13, DUP-14, DUP-17,
 * DUP-18). Pure: the preview shows it, the merge writes it.
 */
import type { Doc, Id } from "../_generated/dataModel";
import { linkFields } from "../profiles/fields";
import { fold } from "../shared/text";
import type { Strategy } from "./strategy";

type Customer = Doc<"customers">;

/** Fields of which one record's value is chosen, in the order in which the screen shows them. */
export const chosenFields = [
  "name",
  "companyName",
  "type",
  "status",
  "phone",
  "secondaryPhone",
  "email",
  "website",
  "industry",
  "customerSource",
  "sourceDetail",
  "address",
  "dateOfBirth",
  "dateJoined",
  "preferredLanguage",
  "ownerId",
  "vipTierId",
  "stableHashId",
  "linkedProfileId",
  "notes",
] as const satisfies readonly (keyof Customer)[];
export type ChosenField = (typeof chosenFields)[number];

/** Left to the strategy unless `keepPrimaryContact` is off. */
export const contactFields: readonly ChosenField[] = ["phone", "secondaryPhone", "email"];
/** Two different values contradict each other: somebody must say which is true (DUP-14). */
const identityFields: readonly ChosenField[] = ["stableHashId", "linkedProfileId"];

export interface FieldPlan {
  field: ChosenField;
  /** Whether the records disagree; a record without a value does not. */
  differs: boolean;
  /** Whose value it will be; "combined" for joined notes, null when nobody has one. */
  from: Id<"customers"> | "combined" | null;
  value: unknown;
  /** True while a contradiction waits for a choice: the merge is refused. */
  mustChoose: boolean;
}

/** Phones and e-mails that the survivor's own fields have no room for; kept on a contact. */
export interface KeptContact {
  of: Id<"customers">;
  name: string;
  email?: string;
  phone?: string;
  phoneE164?: string;
  mobile?: string;
  mobileE164?: string;
}

export interface MergePlan {
  fields: FieldPlan[];
  /** The survivor as it will be, derived fields not yet recomputed. */
  result: Customer;
  kept: KeptContact[];
  conflicts: ChosenField[];
  /** Notes too long to be joined; they stay with the archived record. */
  notesLeft: boolean;
}

export type FieldChoices = Partial<Record<ChosenField, Id<"customers">>>;

const longestNotes = 10_000;

/** `records[0]` survives. */
export function planMerge(
  records: readonly [Customer, ...Customer[]],
  strategy: Strategy,
  choices: FieldChoices,
): MergePlan {
  const [primary, ...others] = records;
  const fields = chosenFields.map((field) => planField(field, records, choices[field]));
  const plan: MergePlan = { fields, result: { ...primary }, kept: [], conflicts: [], notesLeft: false };
  plan.conflicts = fields.filter(({ mustChoose }) => mustChoose).map(({ field }) => field);
  combineNotes(plan, records, strategy, choices);
  for (const { field, value } of fields) setField(plan.result, field, value);
  takePhoneForms(plan.result, fields, records);
  takeLinkFacts(plan.result, fields, records);
  takeTierDay(plan.result, fields, records);
  Object.assign(plan.result, unions(records));
  if (strategy.keepPrimaryContact) keepContacts(plan, others);
  return plan;
}

function planField(
  field: ChosenField,
  records: readonly [Customer, ...Customer[]],
  choice: Id<"customers"> | undefined,
): FieldPlan {
  const holders = records.filter((record) => record[field] !== undefined);
  const values = new Set(holders.map((record) => JSON.stringify(record[field])));
  const differs = values.size > 1;
  const chosen = records.find(({ _id }) => _id === choice);
  const holder = chosen ?? defaultHolder(field, holders);
  return {
    field,
    differs,
    from: holder?._id ?? null,
    value: holder?.[field],
    mustChoose: differs && chosen === undefined && identityFields.includes(field),
  };
}

/** The survivor's value, else the first that fills the gap; whoever came first joined first. */
function defaultHolder(field: ChosenField, holders: readonly Customer[]): Customer | undefined {
  if (field !== "dateJoined") return holders[0];
  return holders.reduce<Customer | undefined>(
    (first, record) => (first === undefined || record.dateJoined < first.dateJoined ? record : first),
    undefined,
  );
}

function combineNotes(
  plan: MergePlan,
  records: readonly Customer[],
  { combineNotes: isOn }: Strategy,
  choices: FieldChoices,
): void {
  const notes = plan.fields.find(({ field }) => field === "notes")!;
  if (choices.notes !== undefined) return;
  if (!isOn) {
    const own = records[0]!.notes;
    Object.assign(notes, { value: own, from: own === undefined ? null : records[0]!._id });
    return;
  }
  const texts = [...new Set(records.flatMap((record) => record.notes ?? []))];
  if (texts.length < 2) return;
  const joined = texts.join("\n\n");
  if (joined.length > longestNotes) plan.notesLeft = true;
  else Object.assign(notes, { from: "combined", value: joined });
}

/** The E.164 form comes from the record whose phone it is; a secondary phone equal to the phone says nothing. */
function takePhoneForms(result: Customer, fields: readonly FieldPlan[], records: readonly Customer[]): void {
  for (const field of ["phone", "secondaryPhone"] as const) {
    const from = fields.find((plan) => plan.field === field)!.from;
    setField(result, `${field}E164`, records.find(({ _id }) => _id === from)?.[`${field}E164`]);
  }
  if (result.secondaryPhone !== undefined && sameNumber(result, result)) dropSecondary(result, fields);
}

/** How and when a profile was linked goes with the link. */
function takeLinkFacts(result: Customer, fields: readonly FieldPlan[], records: readonly Customer[]): void {
  const from = fields.find(({ field }) => field === "linkedProfileId")!.from;
  const holder = records.find(({ _id }) => _id === from);
  for (const field of linkFields) setField(result, field, holder?.[field]);
}

/** Since when goes with the tier. */
function takeTierDay(result: Customer, fields: readonly FieldPlan[], records: readonly Customer[]): void {
  const from = fields.find(({ field }) => field === "vipTierId")!.from;
  setField(result, "vipStatusDate", records.find(({ _id }) => _id === from)?.vipStatusDate);
}

function sameNumber(a: Customer, b: Customer): boolean {
  return (a.phoneE164 ?? a.phone) === (b.secondaryPhoneE164 ?? b.secondaryPhone);
}

function dropSecondary(result: Customer, fields: readonly FieldPlan[]): void {
  delete result.secondaryPhone;
  delete result.secondaryPhoneE164;
  Object.assign(
    fields.find(({ field }) => field === "secondaryPhone")!,
    { value: undefined, from: null },
  );
}

/** What is united rather than chosen. Consent: only what everybody's record allows (the most restrictive). */
function unions(records: readonly [Customer, ...Customer[]]): Partial<Customer> {
  const tags = new Map<string, string>();
  for (const tag of records.flatMap((record) => record.tags)) {
    if (!tags.has(fold(tag))) tags.set(fold(tag), tag);
  }
  const united: Partial<Customer> = {
    tags: [...tags.values()],
    legacyIds: [...new Set(records.flatMap((record) => record.legacyIds))],
    smsConsent: records.every((record) => record.smsConsent),
    emailConsent: records.every((record) => record.emailConsent),
    ...(records.some(({ marketingConsent }) => marketingConsent !== undefined)
      ? { marketingConsent: records.every(({ marketingConsent }) => marketingConsent === true) }
      : {}),
    lastContactAt: Math.max(...records.map((record) => record.lastContactAt)),
  };
  // Of the organization's own fields the survivor keeps its values and takes what it lacks.
  const custom = Object.assign({}, ...[...records].reverse().map((record) => record.custom)) as NonNullable<
    Customer["custom"]
  >;
  if (Object.keys(custom).length > 0) united.custom = custom;
  // Wishes nobody contradicts: the survivor's, else what the others said.
  const preferences = Object.assign(
    {},
    ...[...records].reverse().map((record) => record.preferences),
  ) as NonNullable<Customer["preferences"]>;
  if (Object.keys(preferences).length > 0) united.preferences = preferences;
  for (const field of ["qualifiedAt", "convertedAt", "churnedAt"] as const) {
    const reached = records.flatMap((record) => record[field] ?? []);
    if (reached.length > 0) united[field] = Math.min(...reached);
  }
  return united;
}

/** C58: the others' numbers and addresses stay findable beside the survivor's own. */
function keepContacts(plan: MergePlan, others: readonly Customer[]): void {
  const { result } = plan;
  const known = new Set([result.phoneE164, result.secondaryPhoneE164, result.email]);
  for (const other of others) {
    const kept: KeptContact = { of: other._id, name: other.name };
    for (const field of ["phone", "secondaryPhone"] as const) {
      const e164 = other[`${field}E164`];
      if (e164 === undefined || known.has(e164)) continue;
      known.add(e164);
      if (result.secondaryPhone === undefined) {
        result.secondaryPhone = other[field]!;
        result.secondaryPhoneE164 = e164;
        const shown = plan.fields.find((one) => one.field === "secondaryPhone")!;
        Object.assign(shown, { value: other[field], from: other._id });
      } else if (kept.phone === undefined) {
        Object.assign(kept, { phone: other[field], phoneE164: e164 });
      } else {
        Object.assign(kept, { mobile: other[field], mobileE164: e164 });
      }
    }
    if (other.email !== undefined && !known.has(other.email)) {
      known.add(other.email);
      kept.email = other.email;
    }
    if (kept.phone !== undefined || kept.email !== undefined) plan.kept.push(kept);
  }
}

function setField(record: Customer, field: string, value: unknown): void {
  if (value === undefined) delete (record as unknown as Record<string, unknown>)[field];
  else (record as unknown as Record<string, unknown>)[field] = value;
}
