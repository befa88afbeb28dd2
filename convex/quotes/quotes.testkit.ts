/** Quotes in short words, for tests: written, sent, answered. */
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import type { World } from "../engagement.testkit";
import { addDays, dayOf } from "../shared/days";

export const page = { numItems: 50, cursor: null };

export const today = () => dayOf(Date.now(), "UTC");

export const entry = () => ({
  subject: "Altai in June",
  lines: [
    { sku: "TOUR-1", description: "Tour", quantity: 2000, unitPrice: 45_000, taxRate: 1200 },
    { description: "Transfer", quantity: 1500, unitPrice: 3333, taxRate: 0 },
  ],
  validUntil: addDays(today(), 14),
});

export function draft(
  { org, customerId }: World,
  input: object = {},
  role: "sales" | "admin" | "manager" = "sales",
) {
  return org.as[role].mutation(api.quotes.create, {
    orgId: org.orgId,
    customerId,
    input: { ...entry(), ...input },
  });
}

export const read = ({ org }: World, quoteId: Id<"quotes">) =>
  org.as.admin.query(api.quotes.get, { orgId: org.orgId, quoteId }).then(({ quote }) => quote);

/** Sends by link and returns the token a customer would have. */
export async function send({ org }: World, quoteId: Id<"quotes">): Promise<string> {
  const { path } = await org.as.sales.mutation(api.quotes.send, { orgId: org.orgId, quoteId, mail: null });
  return path.slice("/q/".length);
}
