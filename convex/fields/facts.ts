/** What formulas can read of a customer besides the organization's own fields. Pure. */
import type { Doc } from "../_generated/dataModel";
import { dayOf } from "../shared/days";
import { majorUnits } from "./values";
import type { FormulaValue } from "./formula/functions";
import type { FormulaType } from "./words";

export type Customer = Omit<Doc<"customers">, "_id" | "_creationTime" | "orgId">;

interface Fact {
  type: FormulaType;
  read(customer: Customer, timeZone: string): FormulaValue;
}

const dayAt = (instant: number | undefined, timeZone: string) =>
  instant === undefined || instant === 0 ? null : dayOf(instant, timeZone);

/** Money is in whole units of its currency here: 12.5, not 1250. */
export const customerFacts = {
  name: { type: "text", read: ({ name }) => name },
  companyName: { type: "text", read: ({ companyName }) => companyName ?? null },
  type: { type: "text", read: ({ type }) => type },
  status: { type: "text", read: ({ status }) => status },
  customerSource: { type: "text", read: ({ customerSource }) => customerSource },
  industry: { type: "text", read: ({ industry }) => industry ?? null },
  email: { type: "text", read: ({ email }) => email ?? null },
  phone: { type: "text", read: ({ phone }) => phone ?? null },
  website: { type: "text", read: ({ website }) => website ?? null },
  city: { type: "text", read: ({ address }) => address?.city ?? null },
  country: { type: "text", read: ({ address }) => address?.country ?? null },
  dateOfBirth: { type: "date", read: ({ dateOfBirth }) => dateOfBirth ?? null },
  dateJoined: { type: "date", read: ({ dateJoined }) => dateJoined },
  lifetimeValue: {
    type: "number",
    read: ({ lifetimeValue, currency }) => majorUnits(lifetimeValue, currency),
  },
  lastContactAt: { type: "date", read: ({ lastContactAt }, zone) => dayAt(lastContactAt, zone) },
  nextFollowUpAt: { type: "date", read: ({ nextFollowUpAt }, zone) => dayAt(nextFollowUpAt, zone) },
} as const satisfies Record<string, Fact>;
export type CustomerFact = keyof typeof customerFacts;

export const factNamed: ReadonlyMap<string, Fact> = new Map(Object.entries(customerFacts));
