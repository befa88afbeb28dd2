// Today in the menu: the first page of a rep's day.
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "today",
  routes: [{ path: "today", lazy: () => import("./TodayPage"), permission: "today:read" }],
};
