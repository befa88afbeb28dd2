// Quotes in the menu, the palette and the address; and the customer's page, which needs no account.
import { PlusIcon } from "@radix-ui/react-icons";
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "quotes",
  routes: [
    { path: "quotes", lazy: () => import("./QuotesPage"), permission: "quotes:read" },
    { path: "quotes/new", lazy: () => import("./NewQuotePage"), permission: "quotes:write" },
    { path: "quotes/:quoteId", lazy: () => import("./QuotePage"), permission: "quotes:read" },
    { path: "/q/:token", lazy: () => import("./PublicQuotePage"), scope: "public" },
  ],
  commands: [
    {
      id: "quotes.new",
      order: 12,
      label: { en: "New quote", ru: "Новое предложение" },
      keywords: "create offer создать оферта",
      icon: <PlusIcon aria-hidden />,
      permission: "quotes:write",
      run: ({ go }) => go("quotes?new=1"),
    },
  ],
  search: () => import("./search"),
};
