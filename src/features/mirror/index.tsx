// The older point of sale beside Orbit: its customers, what is on its way, where both differ, and the stages of the transition.
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "mirror",
  routes: [{ path: "settings/pos", lazy: () => import("./MirrorPage"), permission: "mirror:read" }],
  commands: [
    {
      id: "mirror.open",
      order: 82,
      label: { en: "Point of sale", ru: "Касса" },
      keywords: "legacy sync mirror queue reconciliation till синхронизация сверка очередь",
      permission: "mirror:read",
      run: ({ go }) => go("settings/pos"),
    },
  ],
};
