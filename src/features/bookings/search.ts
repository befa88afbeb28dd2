// The latest bookings of a customer that is named, in the command palette.
import { createElement } from "react";
import { CalendarIcon } from "@radix-ui/react-icons";
import type { SearchProvider } from "../../app/feature";
import { useEverything } from "../../data/useEverything";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";

const bookings: SearchProvider = {
  label: { en: "Bookings", ru: "Бронирования" },
  order: 70,
  icon: createElement(CalendarIcon, { "aria-hidden": true }),
  useSearch(text) {
    const words = useMessages(messages);
    const format = useFormat();
    const found = useEverything(text);
    return found?.bookings.map((row) => ({
      id: row._id,
      label: `${row.tourName} · ${format.day(row.departureDate)}`,
      note: [row.customerName, words[row.status]].join(" · "),
      typed: found.instead ?? text,
      to: `bookings?booking=${row._id}`,
    }));
  },
};

export default [bookings] satisfies SearchProvider[];
