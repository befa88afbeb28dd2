// Every message and call with a customer, in order, and a place to write the next one (COM-15).
import type { CustomerPartProps } from "../customers/openCustomer";
import { ConversationBody } from "./Conversation";

export function CustomerChatTab({ customer }: CustomerPartProps) {
  return (
    <div className="chat-tab">
      <ConversationBody customerId={customer._id} />
    </div>
  );
}
