// The counter: one box to find who stands there, their card beside it, and the sale. Made for a tablet and a phone; on a
// phone the card takes the place of the search.
import { Suspense, useRef, useState, type KeyboardEvent } from "react";
import { PlusIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgQueryKept } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Avatar } from "../../ui/Avatar";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/Feedback";
import { later } from "../../ui/later";
import { Page } from "../../ui/Page";
import { SearchField } from "../../ui/SearchField";
import { useAddress } from "../../ui/useAddress";
import { CustomerCard } from "./CustomerCard";
import { messages } from "./messages";
import "./counter.css";

const QuickCustomer = later(() => import("./QuickCustomer"));

export default function CounterPage() {
  const words = useMessages(messages);
  const org = useOrg();
  const [address, setAddress] = useAddress();
  const [text, setText] = useState("");
  const box = useRef<HTMLInputElement>(null);
  const chosen = address.get("customer");
  const isNew = address.get("new") === "1" && org.can("customers:create");
  const serve = (customerId: string) => setAddress({ customer: customerId, new: null }, { isNewEntry: true });
  const next = () => {
    setText("");
    setAddress({ customer: null, new: null });
    // On a phone the box comes back with this render.
    requestAnimationFrame(() => box.current?.focus());
  };
  return (
    <Page title={words.title}>
      <div className="counter" data-serving={chosen !== null || isNew || undefined}>
        <div className="counter-find">
          <SearchField
            ref={box}
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- whoever opens the counter begins by typing
            autoFocus={chosen === null && !isNew}
            className="counter-box"
            aria-label={words.find}
            placeholder={words.findHint}
            autoComplete="off"
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== "ArrowDown" && event.key !== "Enter") return;
              const first = document.querySelector<HTMLButtonElement>(".counter-hit");
              if (first === null) return;
              event.preventDefault();
              if (event.key === "Enter") first.click();
              else first.focus();
            }}
          />
          <Found text={text.trim()} chosen={chosen} onChoose={serve} onUp={() => box.current?.focus()} />
          {org.can("customers:create") && (
            <Button icon={<PlusIcon aria-hidden />} onClick={() => setAddress({ new: "1", customer: null })}>
              {words.newCustomer}
            </Button>
          )}
        </div>
        <div className="counter-serve">
          {isNew ? (
            <Suspense>
              <QuickCustomer typed={text.trim()} onServe={serve} onClose={next} />
            </Suspense>
          ) : chosen === null ? (
            <EmptyState title={words.start}>{words.startHelp}</EmptyState>
          ) : (
            <CustomerCard key={chosen} customerId={chosen} onNext={next} />
          )}
        </div>
      </div>
    </Page>
  );
}

function Found(props: {
  text: string;
  chosen: string | null;
  onChoose: (customerId: string) => void;
  onUp: () => void;
}) {
  const words = useMessages(messages);
  const { text, chosen } = props;
  const found = useOrgQueryKept(api.pos.searchCustomers, text === "" ? "skip" : { query: text });
  if (text === "" || found === undefined) return null;
  if (found.length === 0)
    return (
      <p className="meta" role="status">
        {words.nobody({ text })}
      </p>
    );
  const walk = (event: KeyboardEvent<HTMLButtonElement>) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const hits = [...document.querySelectorAll<HTMLButtonElement>(".counter-hit")];
    const at = hits.indexOf(event.currentTarget) + by;
    if (at < 0) props.onUp();
    else hits[at]?.focus();
  };
  return (
    <ul className="counter-hits" aria-label={words.found}>
      {found.map(({ customerId, displayName, customerCode, primaryPhone, vipTier }) => (
        <li key={customerId}>
          <button
            type="button"
            className="counter-hit"
            aria-current={customerId === chosen ? "true" : undefined}
            onClick={() => props.onChoose(customerId)}
            onKeyDown={walk}
          >
            <Avatar name={displayName} round />
            <span className="counter-who">
              <span className="truncate counter-name">{displayName}</span>
              <span className="meta numeric truncate">
                {[customerCode, primaryPhone].filter(Boolean).join(" · ")}
              </span>
            </span>
            {vipTier !== undefined && <Badge>{vipTier}</Badge>}
          </button>
        </li>
      ))}
    </ul>
  );
}
