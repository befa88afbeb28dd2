import type { RowKind } from "../../../../convex/imports/fields";

/** What can be brought in, in the order in which it has to be: what follows finds its customer by the code. */
export const archiveKinds = [
  "customers",
  "contacts",
  "interactions",
  "notes",
  "documents",
] as const satisfies readonly RowKind[];
export type ArchiveKind = (typeof archiveKinds)[number];
