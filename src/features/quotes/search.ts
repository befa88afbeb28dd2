// Quotes by their number, in the command palette.
import { createElement } from "react";
import { FileTextIcon } from "@radix-ui/react-icons";
import type { SearchProvider } from "../../app/feature";
import { useEverything } from "../../data/useEverything";

const quotes: SearchProvider = {
  label: { en: "Quotes", ru: "Предложения" },
  icon: createElement(FileTextIcon, { "aria-hidden": true }),
  useSearch(text) {
    return useEverything(text)?.quotes.map((quote) => ({
      id: quote._id,
      label: `${quote.quoteNumber} ${quote.subject}`,
      note: quote.customerName,
      to: `quotes/${quote._id}`,
    }));
  },
};

export default [quotes] satisfies SearchProvider[];
