// Keys by which other systems use the API.
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "apiKeys",
  routes: [
    { path: "settings/api", lazy: () => import("./ApiPage"), permission: "apiKeys:manage" },
    {
      path: "settings/api/reference",
      lazy: () => import("./reference/ReferencePage"),
      permission: "settings:read",
    },
  ],
  commands: [
    {
      id: "api.reference",
      order: 91,
      label: { en: "API reference", ru: "Справочник API" },
      keywords: "rest openapi curl endpoint документация справка",
      run: ({ go }) => go("settings/api/reference"),
    },
    {
      id: "api.keys",
      order: 90,
      label: { en: "API keys", ru: "Ключи API" },
      keywords: "rest token integration ключ токен интеграция",
      permission: "apiKeys:manage",
      run: ({ go }) => go("settings/api"),
    },
  ],
};
