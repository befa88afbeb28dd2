// The catalogue of what is sold: a page of the settings, and the offers under a line that is being written.
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "items",
  routes: [{ path: "settings/items", lazy: () => import("./ItemsPage"), permission: "items:manage" }],
  commands: [
    {
      id: "settings.items",
      order: 81,
      label: { en: "Catalogue", ru: "Каталог" },
      keywords: "items products services prices sku товары услуги цены артикул",
      permission: "items:manage",
      run: ({ go }) => go("settings/items"),
    },
  ],
};
