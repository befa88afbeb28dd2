// Leads in the menu, the palette and the address.
import { PlusIcon, TargetIcon } from "@radix-ui/react-icons";
import type { Feature } from "../../app/feature";
import { OpenLeadsBadge } from "./OpenLeadsBadge";

export const feature: Feature = {
  name: "leads",
  routes: [{ path: "leads", lazy: () => import("./LeadsPage"), permission: "leads:read" }],
  nav: [
    {
      to: "leads",
      label: { en: "Leads", ru: "Лиды" },
      icon: <TargetIcon aria-hidden />,
      shortcut: "G L",
      permission: "leads:read",
      order: 40,
      badge: OpenLeadsBadge,
    },
  ],
  commands: [
    {
      id: "leads.new",
      order: 11,
      label: { en: "New lead", ru: "Новый лид" },
      keywords: "create add opportunity создать добавить сделка",
      icon: <PlusIcon aria-hidden />,
      permission: "leads:write",
      run: ({ go }) => go("leads?new=1"),
    },
  ],
  search: () => import("./search"),
};
