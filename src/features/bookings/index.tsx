// Bookings: the organization's list, a booking with its payments, and on the customer's page.
import { PlusIcon } from "@radix-ui/react-icons";
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "bookings",
  routes: [{ path: "bookings", lazy: () => import("./BookingsPage"), permission: "bookings:read" }],
  commands: [
    {
      id: "bookings.create",
      order: 14,
      label: { en: "Book a trip", ru: "Забронировать поездку" },
      keywords: "booking tour departure reserve бронирование тур выезд бронь",
      icon: <PlusIcon aria-hidden />,
      permission: "bookings:write",
      run: ({ go }) => go("bookings?new=1"),
    },
  ],
  search: () => import("./search"),
};
