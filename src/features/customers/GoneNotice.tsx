// A record that went while it was open: what happened, that drafts are still here, and the way on.
import { useOrg } from "../../data/org";
import { defineMessages, useMessages } from "../../i18n/messages";
import { ButtonLink } from "../../ui/Button";
import type { OpenCustomer } from "./openCustomer";

const messages = defineMessages({
  en: {
    title: (p: { name: string }) => `${p.name} has just been taken away`,
    body: "Somebody deleted this record or handed it on to a colleague whose customers you do not see. What you were typing is still here to copy; nothing of it can be saved. If the record comes back, you go on where you were.",
    list: "Go to customers",
  },
  ru: {
    title: (p) => `Запись «${p.name}» только что убрали`,
    body: "Её удалили или передали коллеге, чьих клиентов вы не видите. То, что вы вводили, осталось здесь, и это можно скопировать, но сохранить нельзя. Если запись вернут, вы продолжите с того же места.",
    list: "К списку клиентов",
  },
});

export function GoneNotice({ customer, withLink }: { customer: OpenCustomer; withLink: boolean }) {
  const words = useMessages(messages);
  const org = useOrg();
  return (
    <div className="customer-gone" role="alert">
      <p>
        <strong>{words.title({ name: customer.name })}</strong>
      </p>
      <p>{words.body}</p>
      {withLink && (
        <p>
          <ButtonLink to={org.path("customers")}>{words.list}</ButtonLink>
        </p>
      )}
    </div>
  );
}
