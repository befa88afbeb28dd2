// Jobs by their number, and a customer's newest, in the command palette.
import { createElement } from "react";
import { GearIcon } from "@radix-ui/react-icons";
import type { SearchProvider } from "../../app/feature";
import { useEverything } from "../../data/useEverything";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";

const jobs: SearchProvider = {
  label: { en: "Jobs", ru: "Работы" },
  order: 60,
  icon: createElement(GearIcon, { "aria-hidden": true }),
  useSearch(text) {
    const words = useMessages(messages);
    return useEverything(text)?.serviceJobs.map((row) => ({
      id: row._id,
      label: `${row.number} ${row.subject}`,
      note: [row.customerName, words[row.status]].join(" · "),
      to: `jobs?job=${row._id}`,
    }));
  },
};

export default [jobs] satisfies SearchProvider[];
