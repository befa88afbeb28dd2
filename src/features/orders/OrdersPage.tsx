// All orders: by status or owner; live, with exact counts; one opens beside the list.
import { useMemo } from "react";
import { api } from "../../../convex/_generated/api";
import { orderStatuses, type OrderStatus } from "../../../convex/orders/lifecycle";
import { useOrg, useOrgPaginated, useOrgQuery } from "../../data/org";
import { countedIn } from "../../hooks/statusCounts";
import { useOwnerFilter } from "../../hooks/useOwnerFilter";
import { useMessages } from "../../i18n/messages";
import { ListPage } from "../../ui/ListPage";
import { ThingsPicture } from "../../ui/ThingList";
import { useFilterParams } from "../../ui/useFilterParams";
import { later } from "../../ui/later";
import { messages } from "./messages";
import { orderColumns, phoneRow } from "./orderColumns";
import { OrderStatusBadge } from "./OrderStatusBadge";
import "./orders.css";

const OrderSheet = later(() => import("./OrderSheet"));

export default function OrdersPage() {
  const words = useMessages(messages);
  const { can, path } = useOrg();
  const { filters, setFilters, key } = useFilterParams(["status", "owner"]);
  const { owner, isReady, choices } = useOwnerFilter(filters, words.owner);
  const status = (filters["status"]?.[0] as OrderStatus | undefined) ?? null;
  const list = useOrgPaginated(api.orders.list, isReady ? { status, owner } : "skip", { pageSize: 50 });
  const counts = useOrgQuery(api.orders.counts, isReady ? { owner } : "skip");
  return (
    <ListPage
      name="orders"
      title={words.title}
      columns={useMemo(() => orderColumns(words), [words])}
      phoneRow={phoneRow}
      list={list}
      total={countedIn(counts, (one) => status === null || one === status)}
      filters={{
        key,
        values: filters,
        onChange: setFilters,
        choices: [
          {
            id: "status",
            label: words.status,
            options: orderStatuses.map((value) => ({
              value,
              label: words[value],
              count: countedIn(counts, (one) => one === value),
            })),
          },
          ...choices,
        ],
      }}
      add={can("orders:write") && { label: words.newOrder, to: path("orders/new") }}
      sheet={{
        param: "order",
        show: (orderId, close) => <OrderSheet orderId={orderId} onClose={close} />,
      }}
      empty={{
        title: words.emptyTitle,
        text: words.empty,
        noMatch: words.emptyFilter,
        picture: (
          <ThingsPicture
            badges={(["placed", "processing", "fulfilled"] as const).map((one) => (
              <OrderStatusBadge key={one} status={one} />
            ))}
          />
        ),
      }}
    />
  );
}
