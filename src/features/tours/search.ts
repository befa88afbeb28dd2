// Tours by their name, in the command palette.
import { createElement } from "react";
import { SewingPinIcon } from "@radix-ui/react-icons";
import type { SearchProvider } from "../../app/feature";
import { useEverything } from "../../data/useEverything";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";

const tours: SearchProvider = {
  label: { en: "Tours", ru: "Туры" },
  order: 80,
  icon: createElement(SewingPinIcon, { "aria-hidden": true }),
  useSearch(text) {
    const words = useMessages(messages);
    const found = useEverything(text);
    return found?.tours.map((row) => ({
      id: row._id,
      label: row.name,
      ...(row.active ? {} : { note: words.inactive }),
      typed: found.instead ?? text,
      to: `tours/${row._id}`,
    }));
  },
};

export default [tours] satisfies SearchProvider[];
