// An item of the catalogue as its list has it.
import type { api } from "../../../convex/_generated/api";
import type { OrgRow } from "../../data/org";

export type Item = OrgRow<typeof api.items.list>;
