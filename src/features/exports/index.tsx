// Exports: the page of past ones; the customer list and the tray bring their own pieces.
import { DownloadIcon } from "@radix-ui/react-icons";
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "exports",
  routes: [{ path: "settings/data", lazy: () => import("./DataPage"), permission: "customers:export" }],
  commands: [
    {
      id: "exports.data",
      order: 82,
      label: { en: "Exports and data", ru: "Выгрузки и данные" },
      keywords: "export download csv excel xlsx zip backup экспорт скачать выгрузить",
      icon: <DownloadIcon aria-hidden />,
      permission: "customers:export",
      run: ({ go }) => go("settings/data"),
    },
  ],
};
