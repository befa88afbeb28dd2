// People as the organization's website knows them, in the menu, the palette and the address.
import { GlobeIcon } from "@radix-ui/react-icons";
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "profiles",
  routes: [
    { path: "profiles", lazy: () => import("./ProfilesPage"), permission: "profiles:read" },
    { path: "profiles/take", lazy: () => import("./TakeProfilesPage"), permission: "profiles:import" },
  ],
  commands: [
    {
      id: "profiles.take",
      label: { en: "Bring in website profiles", ru: "Загрузить профили сайта" },
      keywords: "import link vip hash csv json импорт связать вип",
      icon: <GlobeIcon aria-hidden />,
      permission: "profiles:import",
      run: ({ go }) => go("profiles/take"),
    },
  ],
};
