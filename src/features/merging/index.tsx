// Duplicates and merging, in the menu, the palette and the address.
import { CopyIcon } from "@radix-ui/react-icons";
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "merging",
  routes: [
    { path: "merge", lazy: () => import("./MergePage"), permission: "duplicates:propose" },
    { path: "duplicates", lazy: () => import("./DuplicatesPage"), permission: "duplicates:review" },
  ],
  commands: [
    {
      id: "merging.merge",
      label: { en: "Merge two records", ru: "Объединить две записи" },
      keywords: "duplicate same person дубль объединение",
      icon: <CopyIcon aria-hidden />,
      permission: "duplicates:propose",
      run: ({ go }) => go("merge"),
    },
  ],
};
