// A template as its list has it.
import type { api } from "../../../convex/_generated/api";
import type { OrgRow } from "../../data/org";

export type Template = OrgRow<typeof api.templates.list>;
