// Campaigns: marketing mail to many customers at once, and what became of each of them.
import { PlusIcon } from "@radix-ui/react-icons";
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "campaigns",
  routes: [
    { path: "campaigns", lazy: () => import("./CampaignsPage"), permission: "campaigns:read" },
    { path: "campaigns/:id", lazy: () => import("./CampaignPage"), permission: "campaigns:read" },
  ],
  commands: [
    {
      id: "campaigns.create",
      order: 16,
      label: { en: "New campaign", ru: "Новая рассылка" },
      keywords: "marketing newsletter mail campaign рассылка реклама письма",
      icon: <PlusIcon aria-hidden />,
      permission: "campaigns:manage",
      run: ({ go }) => go("campaigns?new=1"),
    },
  ],
};
