// What people did in a period: one's own row, or everybody's for who leads.
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "people",
  routes: [{ path: "people", lazy: () => import("./PeoplePage"), permission: "performance:read" }],
};
