// One sale of a customer: when, how and under which number; its sum; and what can be done with it.
import { useMessages } from "../../i18n/messages";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { DateText, MoneyText } from "../../ui/Values";
import { messages } from "./messages";
import { useVoid, type Sale } from "./useVoid";

export function SaleRow({ sale, onOpen }: { sale: Sale; onOpen: (id: string) => void }) {
  const words = useMessages(messages);
  const { voidIt, bringBack } = useVoid();
  const isVoid = sale.status === "void";
  return (
    <li className="sale-row" data-void={isVoid || undefined}>
      <button type="button" className="sale-open" onClick={() => onOpen(sale._id)}>
        <span className="sale-what">
          <span className="row">
            <DateText at={sale.at} />
            {sale.isAdjustment && <Badge>{words.adjusted}</Badge>}
            {isVoid && <Badge>{words.void}</Badge>}
          </span>
          <span className="meta truncate">
            {words[sale.method]}
            {sale.reference !== null && ` · ${sale.reference}`}
            {sale.packageName !== null && ` · ${sale.packageName}`}
            {sale.quoteNumber !== null && ` · ${sale.quoteNumber}`}
            {sale.note !== null && ` · ${sale.note}`}
          </span>
        </span>
        <span className="sale-amount">
          <MoneyText minor={sale.amount} currency={sale.currency} />
        </span>
      </button>
      {sale.mayVoid && (
        <Button
          look="ghost"
          size="small"
          className="sale-deed"
          onClick={() => void (isVoid ? bringBack(sale) : voidIt(sale))}
        >
          {isVoid ? words.bringBack : words.voidIt}
        </Button>
      )}
    </li>
  );
}
