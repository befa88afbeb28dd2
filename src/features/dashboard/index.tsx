// The dashboard in the menu.
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "dashboard",
  routes: [{ path: "dashboard", lazy: () => import("./DashboardPage"), permission: "dashboard:read" }],
};
