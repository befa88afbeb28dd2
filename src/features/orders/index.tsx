// Orders in the menu, the palette and the address; and on the customer's page.
import { PlusIcon } from "@radix-ui/react-icons";
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "orders",
  routes: [
    { path: "orders", lazy: () => import("./OrdersPage"), permission: "orders:read" },
    { path: "orders/new", lazy: () => import("./NewOrderPage"), permission: "orders:write" },
    { path: "orders/:orderId/edit", lazy: () => import("./EditOrderPage"), permission: "orders:write" },
  ],
  commands: [
    {
      id: "orders.new",
      order: 12,
      label: { en: "New order", ru: "Новый заказ" },
      keywords: "create buy purchase создать покупка",
      icon: <PlusIcon aria-hidden />,
      permission: "orders:write",
      run: ({ go }) => go("orders/new"),
    },
  ],
  search: () => import("./search"),
};
