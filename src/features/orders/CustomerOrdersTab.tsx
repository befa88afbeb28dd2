// A customer's orders on its page (ORD-01).
import { Suspense, useState } from "react";
import { PlusIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgPaginated } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { ButtonLink } from "../../ui/Button";
import { SkeletonLines } from "../../ui/Feedback";
import { LiveValue } from "../../ui/LiveValue";
import { LoadMore } from "../../ui/LoadMore";
import { DateText, MoneyText } from "../../ui/Values";
import { later } from "../../ui/later";
import { mayAdd } from "../customers/mayAdd";
import type { CustomerPartProps } from "../customers/openCustomer";
import { messages } from "./messages";
import { OrderStatusBadge } from "./OrderStatusBadge";
import "../../ui/ThingList.css";
import "./orders.css";

const OrderSheet = later(() => import("./OrderSheet"));

export function CustomerOrdersTab({ customer }: CustomerPartProps) {
  const words = useMessages(messages);
  const org = useOrg();
  const [openId, setOpenId] = useState<string | null>(null);
  const list = useOrgPaginated(
    api.orders.ofCustomer,
    { customerId: customer._id },
    { initialNumItems: 20, pageSize: 20 },
  );
  return (
    <div className="stack">
      {mayAdd(customer, org, "orders:write") && (
        <div className="row">
          <ButtonLink
            size="small"
            to={org.path(`orders/new?customer=${customer.customerCode}`)}
            icon={<PlusIcon aria-hidden />}
          >
            {words.newOrder}
          </ButtonLink>
        </div>
      )}
      {list.rows === undefined ? (
        <SkeletonLines widths={["80%", "65%"]} />
      ) : list.rows.length === 0 ? (
        <p className="quiet">{words.emptyHere}</p>
      ) : (
        <ul className="thing-list">
          {list.rows.map((row) => (
            <li key={row._id}>
              <button type="button" className="thing-row" onClick={() => setOpenId(row._id)}>
                <span className="thing-what">
                  <span className="truncate">{row.summary}</span>
                  <span className="meta truncate">
                    <span className="numeric">{row.orderNumber}</span> ·{" "}
                    {words.lineCount({ n: row.lineCount })} · <DateText at={row.updatedAt} />
                  </span>
                </span>
                <LiveValue value={row.status}>
                  <OrderStatusBadge status={row.status} />
                </LiveValue>
                <span className="thing-sum">
                  <MoneyText minor={row.totalAmount} currency={row.currency} />
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <LoadMore list={list}>{words.more}</LoadMore>
      {openId !== null && (
        <Suspense>
          <OrderSheet orderId={openId} onClose={() => setOpenId(null)} />
        </Suspense>
      )}
    </div>
  );
}
