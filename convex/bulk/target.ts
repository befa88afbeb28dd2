/** Which customers a bulk deed is for: rows by name, or everything a list shows. */
import { v } from "convex/values";
import { filtersValidator } from "../customers/filterShape";

export const targetValidator = v.union(
  v.object({ kind: v.literal("rows"), customerIds: v.array(v.string()) }),
  v.object({
    kind: v.literal("everything"),
    filters: filtersValidator,
    /** Ids taken out by hand. */
    except: v.optional(v.array(v.string())),
  }),
);
