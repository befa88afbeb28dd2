import type { MemberFacts } from "../../../convex/members/roster";
import type { Role } from "../../../convex/tenancy/permissions";

/** What a row asks the page to open. */
export type Deed =
  | { kind: "deactivate" | "territory" | "customers" | "resetLink"; member: MemberFacts }
  | { kind: "role"; member: MemberFacts; role: Role };
