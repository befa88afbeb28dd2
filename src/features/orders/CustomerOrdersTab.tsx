// A customer's orders on its page (ORD-01).
import { Suspense, useState } from "react";
import { PlusIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgPaginated } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { ButtonLink } from "../../ui/Button";
import { ThingList } from "../../ui/ThingList";
import { DateText } from "../../ui/Values";
import { later } from "../../ui/later";
import { mayAdd } from "../customers/mayAdd";
import type { CustomerPartProps } from "../customers/openCustomer";
import { messages } from "./messages";
import { OrderStatusBadge } from "./OrderStatusBadge";
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
      <ThingList
        list={list}
        empty={<p className="quiet">{words.emptyHere}</p>}
        more={words.more}
        thing={(order) => ({
          what: order.summary,
          about: (
            <>
              <span className="numeric">{order.orderNumber}</span> · {words.lineCount({ n: order.lineCount })}{" "}
              · <DateText at={order.updatedAt} />
            </>
          ),
          status: order.status,
          badge: <OrderStatusBadge status={order.status} />,
          amount: order.totalAmount,
          currency: order.currency,
          opens: () => setOpenId(order._id),
        })}
      />
      {openId !== null && (
        <Suspense>
          <OrderSheet orderId={openId} onClose={() => setOpenId(null)} />
        </Suspense>
      )}
    </div>
  );
}
