// Jobs, the service work done for customers: in the menu, the palette and the address; and on the customer's page.
import { GearIcon } from "@radix-ui/react-icons";
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "serviceJobs",
  routes: [{ path: "jobs", lazy: () => import("./ServiceJobsPage"), permission: "serviceJobs:read" }],
  nav: [
    {
      to: "jobs",
      label: { en: "Jobs", ru: "Работы" },
      icon: <GearIcon aria-hidden />,
      shortcut: "G J",
      permission: "serviceJobs:read",
      order: 53,
    },
  ],
  search: () => import("./search"),
};
