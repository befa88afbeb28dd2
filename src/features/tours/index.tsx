// Tours: the catalogue, a tour with its departures, and the calendar of all of them.
import { PlusIcon } from "@radix-ui/react-icons";
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "tours",
  routes: [
    { path: "tours", lazy: () => import("./ToursPage"), permission: "tours:read" },
    { path: "tours/calendar", lazy: () => import("./CalendarPage"), permission: "tours:read" },
    {
      path: "tours/departures/:departureId",
      lazy: () => import("./DeparturePage"),
      permission: "tours:read",
    },
    { path: "tours/:tourId", lazy: () => import("./TourPage"), permission: "tours:read" },
  ],
  commands: [
    {
      id: "tours.create",
      order: 30,
      label: { en: "Add a tour", ru: "Добавить тур" },
      keywords: "tour trip departure catalogue тур поездка выезд каталог",
      icon: <PlusIcon aria-hidden />,
      permission: "tours:manage",
      run: ({ go }) => go("tours?new=1"),
    },
  ],
  search: () => import("./search"),
};
