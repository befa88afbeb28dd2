// Orders by their number, and a customer's newest, in the command palette.
import { createElement } from "react";
import { CubeIcon } from "@radix-ui/react-icons";
import type { SearchProvider } from "../../app/feature";
import { useEverything } from "../../data/useEverything";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";

const orders: SearchProvider = {
  label: { en: "Orders", ru: "Заказы" },
  order: 50,
  icon: createElement(CubeIcon, { "aria-hidden": true }),
  useSearch(text) {
    const words = useMessages(messages);
    return useEverything(text)?.orders.map((row) => ({
      id: row._id,
      label: `${row.number} ${row.subject}`,
      note: [row.customerName, words[row.status]].join(" · "),
      to: `orders?order=${row._id}`,
    }));
  },
};

export default [orders] satisfies SearchProvider[];
