// Quotes by their number, and a customer's newest, in the command palette.
import { createElement } from "react";
import { FileTextIcon } from "@radix-ui/react-icons";
import type { SearchProvider } from "../../app/feature";
import { useEverything } from "../../data/useEverything";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";

const quotes: SearchProvider = {
  label: { en: "Quotes", ru: "Предложения" },
  order: 40,
  icon: createElement(FileTextIcon, { "aria-hidden": true }),
  useSearch(text) {
    const words = useMessages(messages);
    return useEverything(text)?.quotes.map((row) => ({
      id: row._id,
      label: `${row.number} ${row.subject}`,
      note: [row.customerName, words[row.status]].join(" · "),
      to: `quotes/${row._id}`,
    }));
  },
};

export default [quotes] satisfies SearchProvider[];
