// Today in the menu: the first page of a rep's day.
import { SunIcon } from "@radix-ui/react-icons";
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "today",
  routes: [{ path: "today", lazy: () => import("./TodayPage"), permission: "today:read" }],
  nav: [
    {
      to: "today",
      label: { en: "Today", ru: "Сегодня" },
      icon: <SunIcon aria-hidden />,
      shortcut: "G T",
      permission: "today:read",
      order: 10,
    },
  ],
};
