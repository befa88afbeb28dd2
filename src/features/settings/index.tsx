// The organization's settings and one's own profile.
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "settings",
  routes: [
    { path: "settings", lazy: () => import("./OrganizationPage") },
    { path: "settings/modules", lazy: () => import("./ModulesPage"), permission: "settings:manage" },
    { path: "settings/profile", lazy: () => import("./ProfilePage") },
  ],
  commands: [
    {
      id: "settings.modules",
      order: 83,
      label: { en: "Modules", ru: "Модули" },
      keywords: "switch off on features parts разделы выключить включить",
      permission: "settings:manage",
      run: ({ go }) => go("settings/modules"),
    },
    {
      id: "settings.profile",
      label: { en: "Your profile", ru: "Ваш профиль" },
      keywords: "password theme language sessions пароль тема язык",
      run: ({ go }) => go("settings/profile"),
    },
  ],
};
