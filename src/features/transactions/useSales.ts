// The sales that the address asks for: whose, of which days, and how many pages of them are here.
import { useDeferredValue, useMemo } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { resolvePeriod } from "../../../convex/customers/conditions";
import { dayOf } from "../../../convex/shared/days";
import type { PaymentMethod } from "../../../convex/transactions/words";
import { useOrg, useOrgPaginated, useOrgQuery } from "../../data/org";
import { useNow } from "../../ui/clock";
import type { FilterValues } from "../../ui/FilterBar";
import type { SaleFilter } from "./SaleFilters";

interface Asked {
  /** Chosen from lists: period, method, owner. */
  filters: FilterValues;
  /** Typed: days, least amount, words. */
  typed: SaleFilter;
}

/** Whose sales one may choose between: everybody's (null), or the owners of one's own customers; undefined while it loads. */
export function useSaleOwners() {
  return useOrgQuery(api.transactions.owners, {});
}

/** Pages of the sales, and the exact totals where kept numbers know them. */
export function useSales({ filters, typed }: Asked) {
  const { user } = useOrg();
  const settings = useOrgQuery(api.settings.get, {});
  const owners = useSaleOwners();
  const { minAmount, search, ...days } = useDeferredValue(typed);
  const period = filters["period"]?.[0];
  const now = Math.floor(useNow() / 3_600_000) * 3_600_000;
  // Days that were typed say more than a period.
  const { from, to } = useMemo(() => {
    if (days.from !== undefined || days.to !== undefined || period === undefined || settings === undefined)
      return { from: days.from, to: days.to };
    const [first, last] = resolvePeriod(period, dayOf(now, settings.timeZone)) ?? [];
    return { from: first, to: last };
  }, [days.from, days.to, period, settings, now]);
  const method = filters["method"]?.[0] as PaymentMethod | undefined;
  const chosen = filters["owner"]?.[0];
  const unchosen = owners === null ? "everybody" : user._id;
  const owner = chosen === "none" ? null : ((chosen ?? unchosen) as Id<"users">);
  const isReady = owners !== undefined && settings !== undefined;
  const counted = useMemo(
    () => ({
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      ...(method === undefined ? {} : { method }),
    }),
    [from, to, method],
  );
  const filter = useMemo(
    () => ({
      ...counted,
      ...(minAmount === undefined ? {} : { minAmount }),
      ...(search === undefined ? {} : { search }),
    }),
    [counted, minAmount, search],
  );
  const list = useOrgPaginated(api.transactions.list, isReady ? { owner, filter } : "skip", {
    initialNumItems: 60,
    pageSize: 60,
  });
  // Kept numbers know days, method and owner; words and amounts are looked for row by row.
  const isCounted = minAmount === undefined && search === undefined;
  const totals = useOrgQuery(api.transactions.totals, isReady && isCounted ? { owner, ...counted } : "skip");
  return { list, totals, currency: settings?.currency };
}
