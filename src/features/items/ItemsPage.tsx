// Settings → Catalogue: what is sold, by name, found by its words; archived items below (ORD-07).
import { useDeferredValue, useState } from "react";
import { Navigate } from "react-router";
import { api } from "../../../convex/_generated/api";
import { rateText } from "../../../convex/quotes/pricing";
import { useOrg, useOrgMutation, useOrgPaginated, useOrgQuery } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { SearchField } from "../../ui/SearchField";
import { MoneyText } from "../../ui/Values";
import { later } from "../../ui/later";
import { KeptList } from "../settings/KeptList";
import { messages } from "./messages";

const ItemSheet = later(() => import("./ItemSheet"));
const pages = { initialNumItems: 50, pageSize: 50 };

export default function ItemsPage() {
  const org = useOrg();
  if (!org.can("items:manage")) return <Navigate to={org.path("settings/profile")} replace />;
  return <Catalogue />;
}

function Catalogue() {
  const words = useMessages(messages);
  const counts = useOrgQuery(api.items.counts, {});
  const setActive = useOrgMutation(api.items.setActive);
  const [typed, setTyped] = useState("");
  const search = useDeferredValue(typed.trim());
  const hasArchived = counts !== undefined && counts.archived > 0;
  return (
    <KeptList
      words={words}
      counts={counts}
      active={useOrgPaginated(api.items.list, { isActive: true, search }, pages)}
      archived={useOrgPaginated(api.items.list, hasArchived ? { isActive: false, search } : "skip", pages)}
      search={{
        field: (
          <SearchField
            aria-label={words.search}
            placeholder={words.search}
            value={typed}
            maxLength={200}
            onChange={(event) => setTyped(event.target.value)}
          />
        ),
        noMatch: search === "" ? null : words.noMatch,
      }}
      about={({ sku, category, taxRate }) =>
        [sku, category, taxRate > 0 && words.tax({ rate: rateText(taxRate) })].filter(Boolean).join(" · ")
      }
      end={({ unitPrice, currency }) => <MoneyText minor={unitPrice} currency={currency} />}
      onArchive={({ _id: itemId }, isActive) => setActive({ itemId, isActive })}
      sheet={(item, close) => <ItemSheet item={item} onClose={close} />}
    />
  );
}
