import type { FunctionReturnType } from "convex/server";
import type { api } from "../../../convex/_generated/api";

export type ManagedField = FunctionReturnType<typeof api.fields.manage>["fields"][number];
