// One sale with everything that is known of it.
import { Link } from "react-router";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { useOrg, useOrgQuery } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { SkeletonLines } from "../../ui/Feedback";
import { Fact } from "../../ui/InlineEdit";
import { Sheet } from "../../ui/Sheet";
import { DateText, MoneyText } from "../../ui/Values";
import { messages } from "./messages";
import { ReceiptWords } from "./ReceiptWords";
import { useVoid } from "./useVoid";
import "./transactions.css";

export default function SaleSheet({
  transactionId,
  onClose,
}: {
  transactionId: string;
  onClose: () => void;
}) {
  const words = useMessages(messages);
  const org = useOrg();
  const { voidIt, bringBack } = useVoid();
  const sale = useOrgQuery(api.transactions.get, { transactionId: transactionId as Id<"transactions"> });
  if (sale === undefined) {
    return (
      <Sheet open onClose={onClose} title={words.sale}>
        <SkeletonLines widths={["60%", "40%"]} />
      </Sheet>
    );
  }
  const isVoid = sale.status === "void";
  const facts: [string, React.ReactNode][] = [
    [
      words.customer,
      <Link key="customer" className="link" to={org.path(`customers/${sale.customerId}`)}>
        {sale.customerName} ({sale.customerCode})
      </Link>,
    ],
    [words.when, <DateText key="at" at={sale.at} style="dateTime" />],
    [words.method, words[sale.method]],
    [words.receipt, sale.reference],
    [words.note, sale.note],
    [
      words.quote,
      sale.quoteId !== null && (
        <Link key="quote" className="link" to={org.path(`quotes/${sale.quoteId}`)}>
          {sale.quoteNumber ?? sale.quoteId}
        </Link>
      ),
    ],
    [
      words.package,
      sale.packageName !== null && (
        <Link key="package" className="link" to={org.path(`customers/${sale.customerId}?tab=packages`)}>
          {sale.packageName}
        </Link>
      ),
    ],
    [
      words.order,
      sale.orderId !== null && (
        <Link key="order" className="link" to={org.path(`orders?order=${sale.orderId}`)}>
          {sale.orderNumber ?? sale.orderId}
        </Link>
      ),
    ],
    [words.receiptSent, sale.receipts.length > 0 && <ReceiptWords key="receipts" receipts={sale.receipts} />],
    [words.externalId, sale.externalId],
    [words.legacyId, sale.legacyPosCustomerId],
    [
      words.recordedBy,
      <span key="by">
        {sale.createdByName}, <DateText at={sale.createdAt} />
      </span>,
    ],
  ];
  return (
    <Sheet open onClose={onClose} title={words.sale}>
      <div className="stack">
        <p className="sale-sheet-amount" data-void={isVoid || undefined}>
          <MoneyText minor={sale.amount} currency={sale.currency} />
          {sale.isAdjustment && <Badge>{words.adjusted}</Badge>}
          {isVoid && <Badge>{words.void}</Badge>}
        </p>
        {sale.voided !== null && (
          <p className="meta">
            {words.voidedBy({ who: sale.voided.byName })}, <DateText at={sale.voided.at} />
            {sale.voided.reason !== null && ` · ${sale.voided.reason}`}
          </p>
        )}
        <div>
          {facts
            .filter(([, value]) => value !== null && value !== false)
            .map(([label, value]) => (
              <Fact key={label} label={label}>
                <p className="sale-fact">{value}</p>
              </Fact>
            ))}
        </div>
        {sale.mayVoid && (
          <div className="row">
            <Button onClick={() => void (isVoid ? bringBack(sale) : voidIt(sale))}>
              {isVoid ? words.bringBack : words.voidIt}
            </Button>
          </div>
        )}
      </div>
    </Sheet>
  );
}
