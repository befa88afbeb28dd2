// Whom a new quote is for, over the list of quotes.
import { useNavigate } from "react-router";
import { useOrg } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Dialog } from "../../ui/Dialog";
import { CustomerChoice } from "../customers/CustomerChoice";
import { messages } from "./messages";

export default function ChooseCustomer({ onClose }: { onClose: () => void }) {
  const words = useMessages(messages);
  const navigate = useNavigate();
  const { path } = useOrg();
  return (
    <Dialog open onClose={onClose} title={words.newQuote}>
      <CustomerChoice
        words={words}
        onChosen={(id) => void navigate(path(`quotes/new?customer=${id}`))}
        onCancel={onClose}
      />
    </Dialog>
  );
}
