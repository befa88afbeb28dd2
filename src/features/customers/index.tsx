// Customers in the menu, the palette and the address.
import { PlusIcon } from "@radix-ui/react-icons";
import type { Feature } from "../../app/feature";
import { later } from "../../ui/later";

export const feature: Feature = {
  name: "customers",
  routes: [
    { path: "customers", lazy: () => import("./CustomersPage"), permission: "customers:read" },
    { path: "accounts", lazy: () => import("./AccountsPage"), permission: "customers:update" },
    { path: "customers/changes/:jobId", lazy: () => import("./BulkPage"), permission: "customers:bulk" },
    { path: "customers/:customerId", lazy: () => import("./CustomerPage"), permission: "customers:read" },
    { path: "customers/:customerId/edit", lazy: () => import("./EditPage"), permission: "customers:update" },
    {
      path: "customers/:customerId/history",
      lazy: () => import("./HistoryPage"),
      permission: "history:read",
    },
  ],
  commands: [
    {
      id: "customers.new",
      order: 10,
      label: { en: "New customer", ru: "Новый клиент" },
      keywords: "create add создать добавить",
      icon: <PlusIcon aria-hidden />,
      shortcut: "N",
      permission: "customers:create",
      run: ({ go }) => go("customers?new=1"),
    },
  ],
  sideLinks: later(() => import("./FavouriteViews")),
  search: () => import("./search"),
};
