// Which fields of a customer the columns of the list read: the list asks for these and no others. Pure.
import { isOwnField, type RowField } from "../../../convex/customers/packed";

const fieldsOf = {
  name: ["name", "companyName", "type", "isActive"],
  status: ["status"],
  owner: ["ownerId"],
  lifetimeValue: ["lifetimeValue", "currency"],
  lastContactAt: ["lastContactAt"],
  lastVisitAt: ["lastVisitAt"],
  totalVisits: ["totalVisits"],
  phone: ["phone", "phoneE164"],
  email: ["email"],
  tags: ["tags"],
  risk: ["churnRisk"],
  vip: ["vipTierId"],
  credit: ["availableCredit", "creditCurrency"],
  points: ["loyaltyPoints"],
  nextFollowUpAt: ["nextFollowUpAt"],
  type: ["type"],
  createdAt: ["createdAt"],
  source: ["customerSource"],
  company: ["companyName"],
  city: ["city"],
  leadScore: ["leadScore"],
  dateJoined: ["dateJoined"],
  code: ["customerCode"],
} as const satisfies Record<string, readonly RowField[]>;
export type ColumnId = keyof typeof fieldsOf;

/** Not shown until chosen. */
export const hiddenColumns: ReadonlySet<string> = new Set<ColumnId>([
  "credit",
  "points",
  "nextFollowUpAt",
  "type",
  "source",
  "company",
  "city",
  "leadScore",
  "dateJoined",
]);
export const columnsAtFirst = Object.keys(fieldsOf).filter((id) => !hiddenColumns.has(id));

/** What the two lines of a narrow screen show, whichever columns a wide one does (columns.tsx `phoneRow`). */
const always: readonly RowField[] = [
  ...fieldsOf.name,
  "status",
  "phone",
  "email",
  "customerCode",
  "lastContactAt",
];

/** None for a column that a saved view still names and no list has any more. */
function fieldsOfColumn(id: string): readonly string[] {
  if (isOwnField(id)) return [id];
  return Object.hasOwn(fieldsOf, id) ? fieldsOf[id as ColumnId] : [];
}

/** What to ask for so that these columns can be shown; a column of an own field is called like its field. The same for any order. */
export function fieldsOfColumns(ids: readonly string[]): string[] {
  return [...new Set([...always, ...ids.flatMap(fieldsOfColumn)])].sort();
}

/** Whether rows with these fields have all that the column shows. */
export function isHere(column: string, fields: ReadonlySet<string>): boolean {
  return fieldsOfColumn(column).every((field) => fields.has(field));
}
