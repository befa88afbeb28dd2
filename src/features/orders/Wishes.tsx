// What a customer wishes, beside an order (ORD-05).
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";

export interface OrderWishes {
  dietary?: string[] | undefined;
  travel_preferences?: { seat?: string | undefined; class?: string | undefined } | undefined;
  smsReceipts?: boolean | undefined;
  emailReceipts?: boolean | undefined;
}

export function Wishes({ wishes }: { wishes: OrderWishes | null }) {
  const words = useMessages(messages);
  const format = useFormat();
  const { dietary = [], travel_preferences: travel = {}, emailReceipts, smsReceipts } = wishes ?? {};
  const receipts = [emailReceipts === true && words.byMail, smsReceipts === true && words.bySms].filter(
    (way) => way !== false,
  );
  const told = (
    [
      [words.dietary, dietary.length > 0 ? format.list(dietary) : ""],
      [words.seat, travel.seat ?? ""],
      [words.class, travel.class ?? ""],
      [words.receipts, receipts.length > 0 ? format.list(receipts) : ""],
    ] as const
  ).filter(([, text]) => text !== "");
  if (told.length === 0) return <span className="quiet">{words.noWishes}</span>;
  return (
    <span className="order-wishes">
      {told.map(([label, text]) => (
        <span key={label}>
          <span className="meta">{label}:</span> {text}
        </span>
      ))}
    </span>
  );
}
