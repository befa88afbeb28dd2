// An organization's own fields: the settings page.
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "fields",
  routes: [{ path: "settings/fields", lazy: () => import("./FieldsPage"), permission: "fields:manage" }],
  commands: [
    {
      id: "settings.fields",
      order: 81,
      label: { en: "Fields of your own", ru: "Свои поля" },
      keywords: "custom fields formula roll-up поля формула",
      permission: "fields:manage",
      run: ({ go }) => go("settings/fields"),
    },
  ],
};
