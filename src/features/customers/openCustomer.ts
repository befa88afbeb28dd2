import type { FunctionReturnType } from "convex/server";
import type { api } from "../../../convex/_generated/api";

/** The customer as its page has it, live. */
export type OpenCustomer = FunctionReturnType<typeof api.customers.get>;

export interface CustomerPartProps {
  customer: OpenCustomer;
}
