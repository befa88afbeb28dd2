/** An address that no organization has had: slugs are never reused. */
import type { GenericDatabaseReader } from "convex/server";
import type { DataModel } from "../_generated/dataModel";

/** The wanted slug itself, else with the first free number. */
export async function freeSlug(db: GenericDatabaseReader<DataModel>, wanted: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const slug = number === 1 ? wanted : `${wanted}-${String(number)}`;
    const taken = await db
      .query("organizations")
      .withIndex("by_slug", (q) => q.eq("slug", slug))
      .unique();
    if (taken === null) return slug;
  }
}
