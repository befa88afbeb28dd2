// The first three steps: where a new organization begins, and in the palette afterwards.
import { RocketIcon } from "@radix-ui/react-icons";
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "firstRun",
  routes: [{ path: "start", lazy: () => import("./StartPage"), permission: "sampleData:manage" }],
  commands: [
    {
      id: "firstRun.start",
      label: { en: "Get started", ru: "Начало работы" },
      keywords: "sample demo steps пример шаги",
      icon: <RocketIcon aria-hidden />,
      permission: "sampleData:manage",
      run: ({ go }) => go("start"),
    },
  ],
};
