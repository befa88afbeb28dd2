/** The components this app uses; each is wrapped in one file of our own. */
import { defineApp } from "convex/server";
import rateLimiter from "@convex-dev/rate-limiter/convex.config";

const app = defineApp();
app.use(rateLimiter); // limits/rates.ts

export default app;
