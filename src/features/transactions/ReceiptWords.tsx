// What became of the receipts of a sale, in words.
import type { api } from "../../../convex/_generated/api";
import type { OrgRow } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";

type Receipts = OrgRow<typeof api.transactions.list>["receipts"];

export function ReceiptWords({ receipts }: { receipts: Receipts }) {
  const words = useMessages(messages);
  const told = receipts.map(({ channel, state, reason }) => {
    if (state === "sent") return channel === "email" ? words.emailSent : words.smsSent;
    if (channel === "email") return words.emailNoAddress;
    return reason === "noAddress" ? words.smsNoAddress : words.smsNoService;
  });
  return <>{told.join("; ")}</>;
}
