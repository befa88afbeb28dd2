/** The orders a list of customers can be asked for in; customers/sorts.ts says by which index. Pure. */
export const sortNames = [
  "name",
  "code",
  "createdAt",
  "dateJoined",
  "lastContactAt",
  "nextFollowUpAt",
  "lifetimeValue",
  "leadScore",
  "email",
  "phone",
  "company",
  "city",
] as const;
export type SortName = (typeof sortNames)[number];
