// One order with everything that is known of it, and the step that comes next.
import { Suspense, useState } from "react";
import { Link, useNavigate } from "react-router";
import { DotsHorizontalIcon } from "@radix-ui/react-icons";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import type { OrderStatus } from "../../../convex/orders/lifecycle";
import { useOrg, useOrgMutation, useOrgQuery } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useLocale } from "../../i18n/locale";
import { useMessages } from "../../i18n/messages";
import { Button, IconButton } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { SkeletonLines } from "../../ui/Feedback";
import { Fact } from "../../ui/InlineEdit";
import { LiveValue } from "../../ui/LiveValue";
import { Menu } from "../../ui/Menu";
import { Sheet } from "../../ui/Sheet";
import { toast } from "../../ui/toast";
import { DateText, MoneyText } from "../../ui/Values";
import { later } from "../../ui/later";
import { PricedLines } from "../quotes/PricedLines";
import { messages } from "./messages";
import { OrderStatusBadge } from "./OrderStatusBadge";
import { Wishes } from "./Wishes";
import "./orders.css";

const ReasonDialog = later(() => import("../customers/ReasonDialog"));

type Opened = FunctionReturnType<typeof api.orders.get>;
type Step = Exclude<OrderStatus, "draft">;
const isEnd = (step: Step): step is "cancelled" | "refunded" => step === "cancelled" || step === "refunded";

export default function OrderSheet({ orderId, onClose }: { orderId: string; onClose: () => void }) {
  const words = useMessages(messages);
  const opened = useOrgQuery(api.orders.get, { orderId });
  if (opened === undefined) {
    return (
      <Sheet open onClose={onClose} title={words.order}>
        <SkeletonLines widths={["60%", "40%", "80%"]} />
      </Sheet>
    );
  }
  return <OpenOrder opened={opened} onClose={onClose} />;
}

function OpenOrder({ opened, onClose }: { opened: Opened; onClose: () => void }) {
  const { order, customer } = opened;
  const words = useMessages(messages);
  const locale = useLocale();
  const navigate = useNavigate();
  const { path } = useOrg();
  const move = useOrgMutation(api.orders.move);
  const [tell, setTell] = useState(true);
  const [ending, setEnding] = useState<"cancelled" | "refunded" | null>(null);
  const steps = opened.next as readonly Step[];
  const onward = steps.filter((step) => !isEnd(step));
  const [first, ...others] = onward;
  const number = order.orderNumber;
  const canBeTold =
    customer.email !== null && (customer.emailConsent || order.wishes?.emailReceipts === true);

  const go = async (to: Step, reason?: string) => {
    const { isTold } = await move({
      orderId: order._id,
      from: order.status,
      to,
      tell: tell && canBeTold,
      ...(reason === undefined ? {} : { reason }),
    });
    toast((isTold ? words.movedTold : words.moved)({ number, status: words[to] }));
  };
  const place = order.address;
  const address = [place?.line1, place?.line2, place?.postalCode, place?.city, place?.country]
    .filter(Boolean)
    .join(", ");
  const facts: [string, React.ReactNode][] = [
    [
      words.customer,
      <Link key="customer" className="link" to={path(`customers/${customer._id}`)}>
        {customer.name} ({customer.code})
      </Link>,
    ],
    [words.phone, customer.phone],
    [words.address, address === "" ? null : address],
    [words.wishes, <Wishes key="wishes" wishes={order.wishes ?? null} />],
    [
      words.quote,
      opened.quote !== null && (
        <Link key="quote" className="link" to={path(`quotes/${opened.quote._id}`)}>
          {opened.quote.quoteNumber}
        </Link>
      ),
    ],
    [words.owner, opened.ownerName || null],
    [words.note, order.note ?? null],
    [words.reason, order.reason ?? null],
  ];
  const more = [
    ...others.map((step) => ({
      label: words[`to.${step}`],
      onSelect: () => void go(step).catch(reportError),
    })),
    ...steps.filter(isEnd).map((step) => ({
      label: words[`to.${step}`],
      danger: true,
      onSelect: () => setEnding(step),
    })),
  ];
  return (
    <Sheet
      open
      onClose={onClose}
      title={
        <span className="row">
          <span className="numeric">{number}</span>
          <LiveValue value={order.status}>
            <OrderStatusBadge status={order.status} />
          </LiveValue>
        </span>
      }
      actions={
        more.length > 0 && (
          <Menu
            align="end"
            items={more}
            trigger={(trigger) => (
              <IconButton {...trigger} label={words.actions}>
                <DotsHorizontalIcon aria-hidden />
              </IconButton>
            )}
          />
        )
      }
      footer={
        first !== undefined && (
          <div className="order-foot">
            {canBeTold ? (
              <Checkbox checked={tell} onChange={(event) => setTell(event.target.checked)}>
                {words.tell}
              </Checkbox>
            ) : (
              <span className="meta">{words.noMail}</span>
            )}
            <span className="row">
              {order.status === "draft" && (
                <Button onClick={() => void navigate(path(`orders/${order._id}/edit`))}>{words.edit}</Button>
              )}
              <Button look="primary" onClick={() => void go(first).catch(reportError)}>
                {words[`to.${first}`]}
              </Button>
            </span>
          </div>
        )
      }
    >
      <div className="stack">
        <div>
          {facts
            .filter(([, value]) => value !== null && value !== false)
            .map(([label, value]) => (
              <Fact key={label} label={label}>
                <div className="order-fact">{value}</div>
              </Fact>
            ))}
        </div>
        <div>
          <PricedLines {...order} locale={locale} />
          {(order.paidAmount ?? 0) > 0 && (
            <dl className="quote-totals">
              <dt>{words.paid}</dt>
              <dd>
                <LiveValue value={order.paidAmount}>
                  <MoneyText minor={order.paidAmount ?? 0} currency={order.currency} />
                </LiveValue>
              </dd>
            </dl>
          )}
        </div>
        <Happened order={order} />
      </div>
      {ending !== null && (
        <Suspense>
          <ReasonDialog
            title={(ending === "cancelled" ? words.cancelTitle : words.refundTitle)({ number })}
            description={words.finalNote}
            verb={words[`to.${ending}`]}
            danger
            onClose={() => setEnding(null)}
            onSubmit={(reason) => go(ending, reason)}
          />
        </Suspense>
      )}
    </Sheet>
  );
}

function Happened({ order }: { order: Opened["order"] }) {
  const words = useMessages(messages);
  const events: [string, number | undefined][] = [
    [words.created, order.createdAt],
    [words.placed, order.placedAt],
    [words.processing, order.processingAt],
    [words.fulfilled, order.fulfilledAt],
    [words.cancelled, order.cancelledAt],
    [words.refunded, order.refundedAt],
  ];
  return (
    <section>
      <h3 className="quote-side-title">{words.happened}</h3>
      <ol className="quote-events">
        {events.map(
          ([label, at]) =>
            at !== undefined && (
              <li key={label}>
                <span>{label}</span>
                <span className="meta">
                  <DateText at={at} />
                </span>
              </li>
            ),
        )}
      </ol>
    </section>
  );
}
