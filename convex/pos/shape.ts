/** What a till is told of a customer (POS-11, POS-12), under the names tills ask for it; what is not known has no key. */
import { v, type Infer } from "convex/values";

const result = {
  customerId: v.id("customers"),
  customerCode: v.string(),
  displayName: v.string(),
  /** As typed. */
  primaryPhone: v.optional(v.string()),
  /** Minor units. */
  availableCredit: v.number(),
  loyaltyPoints: v.number(),
  /** The tier's name. */
  vipTier: v.optional(v.string()),
  /** A moment in ISO 8601. */
  lastVisit: v.optional(v.string()),
};

export const posCustomerResult = v.object(result);
export type POSCustomerResult = Infer<typeof posCustomerResult>;

export const posCustomerDetail = v.object({
  ...result,
  email: v.optional(v.string()),
  /** On one line. */
  address: v.optional(v.string()),
  preferences: v.object({ smsReceipts: v.boolean(), emailReceipts: v.boolean() }),
  /** The newest ten, void ones too. */
  recentTransactions: v.array(
    v.object({
      transactionId: v.id("transactions"),
      /** A moment in ISO 8601. */
      date: v.string(),
      /** Minor units of `currency`. */
      amount: v.number(),
      currency: v.string(),
      paymentMethod: v.string(),
      status: v.union(v.literal("completed"), v.literal("adjusted"), v.literal("void")),
      reference: v.optional(v.string()),
    }),
  ),
});
export type POSCustomerDetail = Infer<typeof posCustomerDetail>;
