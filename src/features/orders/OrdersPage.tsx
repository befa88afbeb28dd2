// All orders: by status or owner; live, with exact counts; one opens beside the list.
import { useMemo } from "react";
import { api } from "../../../convex/_generated/api";
import { orderStatuses } from "../../../convex/orders/lifecycle";
import { useOrg, useOrgPaginated, useOrgQuery } from "../../data/org";
import { useStatusFilter } from "../../hooks/useStatusFilter";
import { useMessages } from "../../i18n/messages";
import { ListPage } from "../../ui/ListPage";
import { ThingsPicture } from "../../ui/ThingList";
import { later } from "../../ui/later";
import { messages } from "./messages";
import { orderColumns, phoneRow } from "./orderColumns";
import { OrderStatusBadge } from "./OrderStatusBadge";
import "./orders.css";

const OrderSheet = later(() => import("./OrderSheet"));

export default function OrdersPage() {
  const words = useMessages(messages);
  const { can, path } = useOrg();
  const by = useStatusFilter(orderStatuses, words);
  const list = useOrgPaginated(api.orders.list, by.asked, { pageSize: 50 });
  const counts = useOrgQuery(api.orders.counts, by.countedOf);
  return (
    <ListPage
      name="orders"
      title={words.title}
      columns={useMemo(() => orderColumns(words), [words])}
      phoneRow={phoneRow}
      list={list}
      {...by.shown(counts)}
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
