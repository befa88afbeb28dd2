import type { FunctionReturnType } from "convex/server";
import type { api } from "../../../convex/_generated/api";

/** A booking as its sheet has it, live. */
export type OpenBooking = FunctionReturnType<typeof api.bookings.get>;
