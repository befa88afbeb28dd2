// The page behind the link in marketing mail; what staff see is a tab of the customer.
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "consent",
  routes: [{ path: "/u/:token", lazy: () => import("./OwnConsentsPage"), scope: "public" }],
};
