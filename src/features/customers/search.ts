// Customers in the command palette.
import type { SearchProvider } from "../../app/feature";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgQueryKept } from "../../data/org";

const provider: SearchProvider = {
  label: { en: "Customers", ru: "Клиенты" },
  useSearch(text) {
    const org = useOrg();
    const wanted = text.trim();
    const mayRead = org.can("customers:read");
    const found = useOrgQueryKept(
      api.customers.search,
      wanted.length < 2 || !mayRead ? "skip" : { text: wanted, limit: 8 },
    );
    if (wanted.length < 2 || !mayRead) return [];
    return found?.rows.map((row) => ({
      id: row._id,
      label: row.name,
      note: [row.customerCode, row.companyName ?? row.email ?? row.phone].filter(Boolean).join(" · "),
      to: `customers/${row._id}`,
    }));
  },
};
export default provider;
