/** What happens by itself, and when. */
import { cronJobs } from "convex/server";
import { internal } from "./_generated/api";

const crons = cronJobs();
crons.daily("forget old form submissions", { hourUTC: 3, minuteUTC: 20 }, internal.widgets.forget);
// Value, churn and scores rest on the calendar too: silence grows by itself; whose do is told by an index (CLV-10, LED-17).
crons.interval("recompute value, churn and scores", { hours: 6 }, internal.value.forEachOrganization, {
  work: "recompute",
  cursor: null,
});
// Hourly, because organizations' days end at different hours (QUO-08, PKG-09, TRV-27).
crons.hourly(
  "expire quotes and packages, complete trips",
  { minuteUTC: 7 },
  internal.value.forEachOrganization,
  {
    work: "expire",
    cursor: null,
  },
);
crons.daily("remove abandoned uploads", { hourUTC: 3, minuteUTC: 50 }, internal.value.forEachOrganization, {
  work: "cleanUp",
  cursor: null,
});
// At night, because it looks at everybody (DUP-06).
crons.daily("look for duplicates", { hourUTC: 1, minuteUTC: 30 }, internal.value.forEachOrganization, {
  work: "duplicates",
  cursor: null,
});
// After the values it rests on have been computed (LOY-14).
crons.daily("raise VIP tiers", { hourUTC: 4, minuteUTC: 10 }, internal.value.forEachOrganization, {
  work: "tiers",
  cursor: null,
});
// Before people come, when the tills are quiet (POS-08).
crons.daily(
  "compare with the older point of sale",
  { hourUTC: 2, minuteUTC: 20 },
  internal.value.forEachOrganization,
  { work: "reconcile", cursor: null },
);
crons.interval("send what waits for the point of sale", { minutes: 1 }, internal.mirror.sweep, {
  cursor: null,
});
crons.interval("set stuck jobs going again", { minutes: 1 }, internal.jobs.restartStuck, {});
crons.interval("bring search up to this Orbit", { minutes: 1 }, internal.search.upgradeAll, {});
crons.interval("forget who left a record", { seconds: 30 }, internal.presence.sweep, {});
crons.interval("repeat mails that were lost on their way", { minutes: 5 }, internal.outbox.sweep, {});
crons.interval(
  "settle messages and files that were lost on their way",
  { minutes: 5 },
  internal.channels.sweep,
  {},
);
crons.daily("remove files nobody names", { hourUTC: 4, minuteUTC: 40 }, internal.files.sweep, {});
crons.daily("forget ended sessions and links", { hourUTC: 2, minuteUTC: 40 }, internal.credentials.sweep, {});
crons.daily("forget answers of the API", { hourUTC: 4, minuteUTC: 20 }, internal.rest.sweep, {});
crons.daily(
  "compare with the identity provider",
  { hourUTC: 2, minuteUTC: 10 },
  internal.clerk.reconcile,
  {},
);

export default crons;
