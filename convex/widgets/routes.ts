/** Addresses of the public side of forms, mounted by http.ts. */
import type { HttpRouter } from "convex/server";
import { httpAction } from "../functions";
import { giveForm, giveThanks, takeSubmission } from "./receive";

export function mountForms(http: HttpRouter): void {
  http.route({ pathPrefix: "/v1/f/", method: "GET", handler: httpAction(giveForm) });
  http.route({ path: "/v1/s", method: "POST", handler: httpAction(takeSubmission) });
  http.route({ pathPrefix: "/v1/t/", method: "GET", handler: httpAction(giveThanks) });
}
