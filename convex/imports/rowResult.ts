/** What became of one row of a file. */
import type { Id } from "../_generated/dataModel";
import type { RowIssue } from "./normalise";
import type { Outcome } from "./plan";

export interface Result {
  outcome: Outcome;
  customerId?: Id<"customers">;
  /** The lead it opened, of rows of leads. */
  leadId?: Id<"leads">;
  /** The contact it is, of rows of contacts. */
  contactId?: Id<"contacts">;
  /** The interaction, note or document that it became; kept with the chunk alone. */
  recordId?: string;
  /** The customer was created with it. Counted, not kept. */
  isNewCompany?: boolean;
  issues: RowIssue[];
}
