// The dashboard in the menu.
import { BarChartIcon } from "@radix-ui/react-icons";
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "dashboard",
  routes: [{ path: "dashboard", lazy: () => import("./DashboardPage"), permission: "dashboard:read" }],
  nav: [
    {
      to: "dashboard",
      label: { en: "Dashboard", ru: "Показатели" },
      icon: <BarChartIcon aria-hidden />,
      shortcut: "G D",
      permission: "dashboard:read",
      order: 70,
    },
  ],
};
