// Recorded sales: the organization's list, and on the customer's page.
import { PlusIcon } from "@radix-ui/react-icons";
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "transactions",
  routes: [
    { path: "transactions", lazy: () => import("./TransactionsPage"), permission: "transactions:read" },
  ],
  commands: [
    {
      id: "transactions.record",
      order: 13,
      label: { en: "Record a sale", ru: "Записать продажу" },
      keywords: "transaction purchase payment visit till pos продажа покупка оплата визит касса",
      icon: <PlusIcon aria-hidden />,
      permission: "transactions:record",
      run: ({ go }) => go("transactions?new=1"),
    },
  ],
};
