/** The whole database on one screen: one line per table, each told in its room. */
import { defineSchema } from "convex/server";
import { memberships, organizations, orgSettings, teams, users } from "./organizations/table";
import { auditLog } from "./history/table";
import { customers } from "./customers/table";
import { jobs } from "./jobs/table";
import { widgets } from "./widgets/table";

export default defineSchema({
  // people and organizations
  organizations,
  users,
  memberships,
  teams,
  orgSettings,
  // customers and what hangs on them
  customers,
  // other people's websites
  widgets,
  // the record of what happened
  auditLog,
  jobs,
});
