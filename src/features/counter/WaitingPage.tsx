// Sales of tills whose customer nobody knows yet: whose they are is said once, and all of that id follow.
import { Suspense, useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { useOrg, useOrgMutation, useOrgPaginated, type OrgRow } from "../../data/org";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { EmptyState, SkeletonLines } from "../../ui/Feedback";
import { FilterChips } from "../../ui/FilterChips";
import { later } from "../../ui/later";
import { LoadMore } from "../../ui/LoadMore";
import { Page } from "../../ui/Page";
import { toast } from "../../ui/toast";
import { useAddress } from "../../ui/useAddress";
import { DateText, MoneyText } from "../../ui/Values";
import { CustomerOrNew } from "../customers/CustomerOrNew";
import { messages as saleMessages } from "../transactions/messages";
import { waitingMessages } from "./waitingMessages";
import "./counter.css";

const ReasonDialog = later(() => import("../customers/ReasonDialog"));
type Waiting = OrgRow<typeof api.pos.waiting>;

export default function WaitingPage() {
  const words = useMessages(waitingMessages);
  const sales = useMessages(saleMessages);
  const org = useOrg();
  const [search, setAddress] = useAddress();
  const isAside = search.get("put") === "aside";
  const list = useOrgPaginated(api.pos.waiting, { isWaiting: !isAside }, { initialNumItems: 40 });
  return (
    <Page
      title={words.title}
      layout="column"
      crumbs={[{ label: sales.title, to: org.path("transactions") }]}
      toolbar={
        <FilterChips
          label={words.show}
          value={isAside ? "aside" : null}
          onChange={(put) => setAddress({ put })}
          options={[
            { value: null, label: words.waiting },
            { value: "aside", label: words.aside },
          ]}
        />
      }
    >
      {list.rows === undefined ? (
        <SkeletonLines widths={["80%", "60%", "70%"]} />
      ) : list.rows.length === 0 ? (
        <EmptyState title={isAside ? words.noneAside : words.none}>
          {isAside ? null : words.noneHelp}
        </EmptyState>
      ) : (
        <>
          <ul className="counter-list counter-waiting" aria-label={words.title}>
            {list.rows.map((sale) => (
              <WaitingRow key={sale._id} sale={sale} />
            ))}
          </ul>
          <LoadMore list={list}>{words.more}</LoadMore>
        </>
      )}
    </Page>
  );
}

function WaitingRow({ sale }: { sale: Waiting }) {
  const words = useMessages(waitingMessages);
  const sales = useMessages(saleMessages);
  const format = useFormat();
  const undoable = useUndoable();
  const assign = useOrgMutation(api.pos.assign);
  const putAside = useOrgMutation(api.pos.putAside);
  const [asks, setAsks] = useState<"whose" | "why" | null>(null);
  const { _id: saleId, posCustomerId } = sale;
  const give = async (customerId: string, name: string) => {
    try {
      await assign({ saleId, customerId: customerId as Id<"customers"> });
      toast(words.assigned({ name, id: posCustomerId }));
    } catch (error) {
      reportError(error);
    }
  };
  const amount = format.money(sale.amount, sale.currency);
  return (
    <li>
      <span className="grow counter-who">
        <span>
          <MoneyText minor={sale.amount} currency={sale.currency} /> · {words.of({ id: posCustomerId })}
        </span>
        <span className="meta">
          <DateText at={sale.at} style="dateTime" />
          {[sales[sale.method], sale.reference, sale.note, sale.putAside?.reason]
            .filter(Boolean)
            .map((part) => ` · ${part}`)
            .join("")}
        </span>
      </span>
      {asks === "whose" ? (
        <span className="counter-whose">
          <CustomerOrNew
            aria-label={words.whose({ id: posCustomerId })}
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- the press that opened it asked for it
            autoFocus
            value={null}
            placeholder={sales.findCustomer}
            onChange={(option) => option !== null && void give(option.value, option.label)}
          />
        </span>
      ) : sale.putAside === undefined ? (
        <>
          <Button onClick={() => setAsks("whose")}>{words.assign}</Button>
          <Button look="ghost" onClick={() => setAsks("why")}>
            {words.putAside}
          </Button>
        </>
      ) : (
        <Button onClick={() => void putAside({ saleId, reason: null }).catch(reportError)}>
          {words.takeUp}
        </Button>
      )}
      {asks === "why" && (
        <Suspense>
          <ReasonDialog
            title={words.asideTitle({ amount })}
            description={words.asideHelp}
            verb={words.putAside}
            onClose={() => setAsks(null)}
            onSubmit={async (reason) => {
              await putAside({ saleId, reason });
              undoable(words.wasPutAside({ amount }), () => putAside({ saleId, reason: null }));
            }}
          />
        </Suspense>
      )}
    </li>
  );
}
