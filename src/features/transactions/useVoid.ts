// Voiding a sale and bringing it back, each with the other as its undo.
import { api } from "../../../convex/_generated/api";
import { useOrgMutation, type OrgRow } from "../../data/org";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";

export type Sale = OrgRow<typeof api.transactions.ofCustomer>;

export function useVoid() {
  const words = useMessages(messages);
  const format = useFormat();
  const undoable = useUndoable();
  const voidSale = useOrgMutation(api.transactions.voidSale);
  const restore = useOrgMutation(api.transactions.restore);
  const told = (sale: Sale) => format.money(sale.amount, sale.currency);
  return {
    voidIt: async (sale: Sale) => {
      try {
        await voidSale({ transactionId: sale._id });
        undoable(words.voidedWas({ amount: told(sale) }), () => restore({ transactionId: sale._id }));
      } catch (error) {
        reportError(error);
      }
    },
    bringBack: async (sale: Sale) => {
      try {
        await restore({ transactionId: sale._id });
        undoable(words.broughtBack({ amount: told(sale) }), () => voidSale({ transactionId: sale._id }));
      } catch (error) {
        reportError(error);
      }
    },
  };
}
