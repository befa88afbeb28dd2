/** The list's parameters (API-02) as the filters every other list of customers uses. Pure. */
import * as z from "zod";
import type { Condition } from "../../customers/conditions";
import type { CustomerFilters } from "../../customers/filterShape";
import { sortNames } from "../../customers/sortNames";
import { visitSortNames } from "../../customers/visitOrders";
import { customerSources, customerStatuses, customerTypes } from "../../customers/words";
import { commaList, day, flag } from "../entry";

export const customerFilters = {
  search: z.string().max(200).optional(),
  status: commaList(z.enum(customerStatuses)).optional(),
  type: commaList(z.enum([...customerTypes, "private"]))
    .optional()
    .describe("private is the older word for individual."),
  owner: commaList(z.string().min(1).max(64))
    .optional()
    .describe("Members' ids, me for the key's own member, none for the unassigned."),
  tags: commaList(z.string().min(1).max(40)).optional().describe("Every one of these."),
  customerSource: commaList(z.enum(customerSources)).optional(),
  churnRisk: commaList(z.enum(["low", "medium", "high"])).optional(),
  isActive: flag.optional(),
  smsConsent: flag.optional(),
  emailConsent: flag.optional(),
  registrationDateFrom: day.optional(),
  registrationDateTo: day.optional(),
  vipStatus: z.enum(["all", "vip", "non-vip"]).optional().describe("Who has a VIP tier, and who has none."),
  vipTier: commaList(z.string().min(1).max(64)).optional().describe("Ids of tiers."),
  hasCredit: flag.optional(),
  lastVisitFrom: day.optional().describe("When the customer last came or bought; who never did is left out."),
  lastVisitTo: day.optional(),
  sortBy: z
    .enum([...sortNames, ...visitSortNames, "fullName", "customerCode", "registrationDate", "lastVisit"])
    .optional(),
  sortOrder: z.enum(["asc", "desc"]).optional(),
};
const shape = z.object(customerFilters);
type Query = z.output<typeof shape>;

const firstDay = "0001-01-01";
const lastDay = "9999-12-31";

export function filtersOf(query: Query, now: number): CustomerFilters {
  const also: Condition[] = [];
  const flagged = (field: string, value: boolean | undefined) => {
    if (value !== undefined) also.push({ field, op: "is", values: [value] });
  };
  const between = (field: string, from: string | undefined, to: string | undefined) => {
    if (from === undefined && to === undefined) return;
    also.push({ field, op: "between", values: [from ?? firstDay, to ?? lastDay] });
  };
  for (const tag of query.tags ?? []) also.push({ field: "tag", op: "is", values: [tag] });
  if (query.customerSource) also.push({ field: "source", op: "is", values: query.customerSource });
  if (query.churnRisk) also.push({ field: "risk", op: "is", values: query.churnRisk });
  const has = (field: string, value: boolean) =>
    also.push({ field, op: value ? "filled" : "empty", values: [] });
  if (query.vipStatus !== undefined && query.vipStatus !== "all") has("vip", query.vipStatus === "vip");
  if (query.vipTier) also.push({ field: "vip", op: "is", values: query.vipTier });
  if (query.hasCredit !== undefined) has("credit", query.hasCredit);
  flagged("smsConsent", query.smsConsent);
  flagged("emailConsent", query.emailConsent);
  between("dateJoined", query.registrationDateFrom, query.registrationDateTo);
  between("lastVisitAt", query.lastVisitFrom, query.lastVisitTo);
  const types = query.type?.map((type) => (type === "private" ? "individual" : type));
  return {
    now,
    also,
    ...(query.status === undefined ? {} : { statuses: query.status }),
    ...(types === undefined ? {} : { types }),
    ...(query.owner === undefined ? {} : { owners: query.owner }),
    ...(query.isActive === undefined ? {} : { isActive: query.isActive }),
  };
}

const sortAliases: Readonly<Record<string, string>> = {
  fullName: "name",
  customerCode: "code",
  registrationDate: "dateJoined",
  lastVisit: "lastVisitAt",
};

export function sortOf({ sortBy, sortOrder }: Query): { sort: string; order: "asc" | "desc" } {
  const sort = sortBy ?? "name";
  return { sort: sortAliases[sort] ?? sort, order: sortOrder ?? "asc" };
}
