// Jobs, the service work done for customers: in the menu, the palette and the address; and on the customer's page.
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "serviceJobs",
  routes: [{ path: "jobs", lazy: () => import("./ServiceJobsPage"), permission: "serviceJobs:read" }],
  search: () => import("./search"),
};
