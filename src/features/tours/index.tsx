// Tours: the catalogue, a tour with its departures, and the calendar of all of them.
import { PlusIcon, SewingPinIcon } from "@radix-ui/react-icons";
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "tours",
  routes: [
    { path: "tours", lazy: () => import("./ToursPage"), permission: "tours:read" },
    { path: "tours/calendar", lazy: () => import("./CalendarPage"), permission: "tours:read" },
    { path: "tours/:tourId", lazy: () => import("./TourPage"), permission: "tours:read" },
  ],
  nav: [
    {
      to: "tours",
      label: { en: "Tours", ru: "Туры" },
      icon: <SewingPinIcon aria-hidden />,
      permission: "tours:read",
      order: 58,
    },
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
