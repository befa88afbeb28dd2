// Customers and their contacts in the command palette. Every group of the palette asks the same live query, so that
// one answer serves them all.
import { createElement } from "react";
import { IdCardIcon, PersonIcon } from "@radix-ui/react-icons";
import type { SearchProvider } from "../../app/feature";
import { useEverything } from "../../data/useEverything";

const customers: SearchProvider = {
  label: { en: "Customers", ru: "Клиенты" },
  order: 10,
  icon: createElement(PersonIcon, { "aria-hidden": true }),
  useSearch(text) {
    const found = useEverything(text);
    return found?.customers.map((row) => ({
      id: row._id,
      label: row.name,
      note: [row.customerCode, noteOf(row)].filter(Boolean).join(" · "),
      typed: found.instead ?? text,
      to: `customers/${row._id}`,
    }));
  },
};

const contacts: SearchProvider = {
  label: { en: "Contacts", ru: "Контакты" },
  order: 20,
  icon: createElement(IdCardIcon, { "aria-hidden": true }),
  useSearch(text) {
    const found = useEverything(text);
    return found?.contacts.map((row) => ({
      id: row._id,
      label: row.name,
      note: [row.customerName, row.title ?? row.email ?? row.phone].filter(Boolean).join(" · "),
      typed: found.instead ?? text,
      to: `customers/${row.customerId}?tab=contacts`,
    }));
  },
};

export default [customers, contacts] satisfies SearchProvider[];

/** By what it was found, where that is not seen already. */
function noteOf(row: {
  by: string;
  passage: string | null;
  companyName: string | null;
  email: string | null;
  phone: string | null;
}): string | null {
  if (row.by === "email") return row.email;
  if (row.by === "phone") return row.phone;
  if (row.passage !== null) return row.passage;
  return row.companyName ?? row.email ?? row.phone;
}
