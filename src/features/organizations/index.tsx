// Creating an organization; switching between them is the shell's business.
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "organizations",
  routes: [{ path: "/new", scope: "person", lazy: () => import("./NewOrganizationPage") }],
};
