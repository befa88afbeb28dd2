import type { FunctionReturnType } from "convex/server";
import type { api } from "../../../convex/_generated/api";

export type Preview = FunctionReturnType<typeof api.merges.preview>;
