// Leads in the menu, the palette and the address.
import { PlusIcon } from "@radix-ui/react-icons";
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "leads",
  routes: [{ path: "leads", lazy: () => import("./LeadsPage"), permission: "leads:read" }],
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
