// All quotes: by status, owner or coming end; live, with exact counts.
import { useCallback, useMemo } from "react";
import { api } from "../../../convex/_generated/api";
import { addDays } from "../../../convex/shared/days";
import { isOpen, quoteStatuses, type QuoteStatus } from "../../../convex/quotes/lifecycle";
import { useOrg, useOrgPaginated, useOrgQuery } from "../../data/org";
import { useOwnerFilter } from "../../hooks/useOwnerFilter";
import { countedIn, statusOptions } from "../../hooks/useStatusFilter";
import { useToday } from "../../hooks/useToday";
import { useMessages } from "../../i18n/messages";
import { ListPage } from "../../ui/ListPage";
import { ThingsPicture } from "../../ui/ThingList";
import { later } from "../../ui/later";
import { useFilterParams } from "../../ui/useFilterParams";
import { messages } from "./messages";
import { phoneRow, quoteColumns, type QuoteRow } from "./quoteColumns";
import { QuoteStatusBadge } from "./QuoteStatusBadge";

const ChooseCustomer = later(() => import("./ChooseCustomer"));

export default function QuotesPage() {
  const words = useMessages(messages);
  const { can, path } = useOrg();
  const today = useToday();
  const { filters, setFilters, key } = useFilterParams(["status", "owner", "expiring"]);
  const { owner, isReady, choices } = useOwnerFilter(filters, words.owner);
  const days = filters["expiring"]?.[0];
  const chosen = days === undefined ? filters["status"]?.[0] : undefined;
  const isOpenOnes = chosen === "open";
  const status = isOpenOnes ? null : ((chosen as QuoteStatus | undefined) ?? null);
  const expiring = useMemo(() => {
    // Whatever still waits for an answer has a last day, be it when it may.
    if (isOpenOnes) return { from: "0001-01-01", to: "9999-12-31" };
    if (days === undefined || today === undefined) return null;
    return { from: today, to: addDays(today, Number(days)) };
  }, [isOpenOnes, days, today]);
  const isDated = days === undefined || today !== undefined;
  const list = useOrgPaginated(api.quotes.list, isReady && isDated ? { status, owner, expiring } : "skip", {
    pageSize: 50,
  });
  const counts = useOrgQuery(api.quotes.counts, isReady ? { owner } : "skip");
  const isListed = (one: QuoteStatus) =>
    isOpenOnes ? isOpen(one) : status === null ? one !== "discarded" : one === status;
  return (
    <ListPage
      name="quotes"
      title={words.title}
      columns={useMemo(() => quoteColumns(words), [words])}
      phoneRow={phoneRow}
      list={list}
      total={days === undefined ? countedIn(counts, isListed) : undefined}
      filters={{
        key,
        values: filters,
        onChange: setFilters,
        choices: [
          {
            id: "status",
            label: words.status,
            options: [
              { value: "open", label: words.open, count: countedIn(counts, isOpen) },
              ...statusOptions(quoteStatuses, words, counts),
            ],
          },
          {
            id: "expiring",
            label: words.expiring,
            options: [
              { value: "7", label: words.in7 },
              { value: "30", label: words.in30 },
            ],
          },
          ...choices,
        ],
      }}
      add={
        can("quotes:write") && {
          label: words.newQuote,
          show: (close) => <ChooseCustomer onClose={close} />,
        }
      }
      href={useCallback((row: QuoteRow) => path(`quotes/${row._id}`), [path])}
      empty={{
        title: words.emptyTitle,
        text: words.empty,
        noMatch: words.emptyFilter,
        picture: (
          <ThingsPicture
            badges={(["draft", "viewed", "accepted"] as const).map((one) => (
              <QuoteStatusBadge key={one} status={one} />
            ))}
          />
        ),
      }}
    />
  );
}
