/* oxlint-disable typescript/no-explicit-any -- a fixture has no generated types */
import { httpActionGeneric, httpRouter } from "convex/server";
import { resend } from "./work";

const http = httpRouter();
http.route({
  path: "/resend",
  method: "POST",
  // any: a fixture has no data model
  handler: httpActionGeneric((ctx, request) => resend.handleResendEventWebhook(ctx as any, request)),
});
export default http;
