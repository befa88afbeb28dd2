// All orders: by status or owner; live, with exact counts; one opens beside the list.
import { Suspense, useCallback } from "react";
import { PlusIcon } from "@radix-ui/react-icons";
import { useNavigate } from "react-router";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { orderStatuses, type OrderStatus } from "../../../convex/orders/lifecycle";
import { useOrg, useOrgPaginated, useOrgQuery } from "../../data/org";
import { useShortcut } from "../../data/useShortcut";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { ButtonLink } from "../../ui/Button";
import { ColumnsMenu } from "../../ui/ColumnsMenu";
import { DataTable } from "../../ui/DataTable";
import { EmptyState, Skeleton } from "../../ui/Feedback";
import { FilterBar, type Filter } from "../../ui/FilterBar";
import { Page } from "../../ui/Page";
import { useTableView } from "../../ui/tableView";
import { useAddress } from "../../ui/useAddress";
import { useFilterParams } from "../../ui/useFilterParams";
import { later } from "../../ui/later";
import { messages } from "./messages";
import { phoneRow, rowId, useOrderColumns, type OrderRow } from "./orderColumns";
import { OrderStatusBadge } from "./OrderStatusBadge";
import "../../ui/ThingList.css";
import "./orders.css";

const OrderSheet = later(() => import("./OrderSheet"));

const newestFirst = { column: "created", direction: "desc" } as const;

export default function OrdersPage() {
  const words = useMessages(messages);
  const format = useFormat();
  const navigate = useNavigate();
  const { can, path, role, user } = useOrg();
  const settings = useOrgQuery(api.settings.get, {});
  const [search, setAddress] = useAddress();
  const { filters, setFilters, key } = useFilterParams(["status", "owner"], newestFirst);
  const seesAll = role !== "sales" || settings?.recordVisibility === "org";
  const members = useOrgQuery(api.customers.owners, seesAll && can("members:read") ? {} : "skip")?.members;
  const owner = seesAll ? ((filters["owner"]?.[0] as Id<"users"> | undefined) ?? null) : user._id;
  const status = (filters["status"]?.[0] as OrderStatus | undefined) ?? null;
  const list = useOrgPaginated(api.orders.list, settings === undefined ? "skip" : { status, owner }, {
    initialNumItems: 50,
    pageSize: 50,
  });
  const counts = useOrgQuery(api.orders.counts, settings === undefined ? "skip" : { owner });
  const total = counts
    ?.filter((row) => status === null || row.status === status)
    .reduce((sum, row) => sum + row.count, 0);

  const view = useTableView("orders", useOrderColumns());
  const open = useCallback((row: OrderRow) => setAddress({ order: row._id }), [setAddress]);
  const countOf = (value: OrderStatus) =>
    format.number(counts?.find((row) => row.status === value)?.count ?? 0);
  const choices: Filter[] = [
    {
      id: "status",
      label: words.status,
      options: orderStatuses.map((value) => ({ value, label: `${words[value]} · ${countOf(value)}` })),
    },
    ...(seesAll && members !== undefined
      ? [
          {
            id: "owner",
            label: words.owner,
            options: members.map((member) => ({ value: member.userId as string, label: member.name })),
          },
        ]
      : []),
  ];
  const mayWrite = can("orders:write");
  useShortcut(mayWrite ? "N" : null, () => void navigate(path("orders/new")), words.newOrder);
  const add = mayWrite && (
    <ButtonLink look="primary" icon={<PlusIcon aria-hidden />} to={path("orders/new")}>
      {words.newOrder}
    </ButtonLink>
  );
  const orderId = search.get("order");

  return (
    <Page
      title={words.title}
      {...(total === undefined ? {} : { count: format.number(total) })}
      actions={add}
      toolbar={
        <>
          <FilterBar filters={choices} values={filters} onChange={setFilters} />
          <div className="toolbar-end">
            <ColumnsMenu view={view} />
          </div>
        </>
      }
    >
      <DataTable
        label={words.title}
        view={view}
        rows={list.rows}
        rowId={rowId}
        onOpen={open}
        status={list.status}
        onLoadMore={list.loadMore}
        resetKey={key}
        phoneRow={phoneRow}
        {...(total === undefined ? {} : { total })}
        empty={
          Object.keys(filters).length > 0 ? (
            <EmptyState title={words.emptyFilter} />
          ) : (
            <EmptyState picture={<EmptyPicture />} title={words.emptyTitle} actions={add}>
              {words.empty}
            </EmptyState>
          )
        }
      />
      {orderId !== null && (
        <Suspense>
          <OrderSheet orderId={orderId} onClose={() => setAddress({ order: null })} />
        </Suspense>
      )}
    </Page>
  );
}

/** What the list will look like: an order on its way to the customer. */
function EmptyPicture() {
  return (
    <ul className="thing-list">
      {(["placed", "processing", "fulfilled"] as const).map((status, index) => (
        <li key={status} className="thing-row">
          <span className="thing-what">
            <Skeleton width={`${70 - index * 12}%`} />
          </span>
          <OrderStatusBadge status={status} />
        </li>
      ))}
    </ul>
  );
}
