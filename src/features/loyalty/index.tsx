// Store credit, points and VIP tiers: on the customer's page, and the settings of tiers.
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "loyalty",
  routes: [{ path: "settings/tiers", lazy: () => import("./TiersPage"), permission: "vip:manage" }],
  commands: [
    {
      id: "settings.tiers",
      order: 82,
      label: { en: "VIP tiers", ru: "Уровни VIP" },
      keywords: "loyalty gold silver credit points лояльность золото серебро",
      permission: "vip:manage",
      run: ({ go }) => go("settings/tiers"),
    },
  ],
};
