// Packages: the catalogue with its buyers, and on the customer's page.
import { PlusIcon } from "@radix-ui/react-icons";
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "packages",
  routes: [{ path: "packages", lazy: () => import("./PackagesPage"), permission: "packages:browse" }],
  commands: [
    {
      id: "packages.sell",
      order: 14,
      label: { en: "Sell a package", ru: "Продать пакет" },
      keywords: "sessions course pass subscription абонемент курс сеансы",
      icon: <PlusIcon aria-hidden />,
      permission: "packages:sell",
      run: ({ go }) => go("packages?sell=1"),
    },
  ],
};
