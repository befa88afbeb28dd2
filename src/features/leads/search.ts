// Leads of the customers found, in the command palette.
import { createElement } from "react";
import { TargetIcon } from "@radix-ui/react-icons";
import type { SearchProvider } from "../../app/feature";
import { useEverything } from "../../data/useEverything";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";

const leads: SearchProvider = {
  label: { en: "Leads", ru: "Лиды" },
  order: 30,
  icon: createElement(TargetIcon, { "aria-hidden": true }),
  useSearch(text) {
    const words = useMessages(messages);
    const found = useEverything(text);
    return found?.leads.map((lead) => ({
      id: lead._id,
      label: lead.title ?? lead.customerName,
      note: [lead.title === null ? null : lead.customerName, words[lead.status]].filter(Boolean).join(" · "),
      typed: found.instead ?? text,
      to: `leads?lead=${lead._id}`,
    }));
  },
};

export default [leads] satisfies SearchProvider[];
