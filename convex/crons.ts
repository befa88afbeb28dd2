/** What happens by itself, and when. */
import { cronJobs } from "convex/server";
import { internal } from "./_generated/api";

const crons = cronJobs();
crons.daily("forget old form submissions", { hourUTC: 3, minuteUTC: 20 }, internal.widgets.forget);

export default crons;
