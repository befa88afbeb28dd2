// Forms on other websites, in the menu, the palette and the address.
import { PlusIcon } from "@radix-ui/react-icons";
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "widgets",
  routes: [
    { path: "forms", lazy: () => import("./FormsPage"), permission: "widgets:manage" },
    { path: "forms/new", lazy: () => import("./FormPage"), permission: "widgets:manage" },
    { path: "forms/review", lazy: () => import("./ReviewPage"), permission: "held:review" },
    { path: "forms/:widgetId", lazy: () => import("./FormPage"), permission: "widgets:manage" },
  ],
  commands: [
    {
      id: "forms.new",
      label: { en: "New website form", ru: "Новая форма для сайта" },
      keywords: "widget embed snippet create виджет встроить создать",
      icon: <PlusIcon aria-hidden />,
      permission: "widgets:manage",
      run: ({ go }) => go("forms/new"),
    },
  ],
};
