// What the customer has agreed to, the proof of it, and what they like (CNS-04, CNS-06, CNS-11).
import { Suspense, useState } from "react";
import { EnvelopeClosedIcon } from "@radix-ui/react-icons";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import { consentPurposes, type ConsentPurpose } from "../../../convex/consent/purposes";
import { useOrgMutation, useOrgPaginated, useOrgQuery } from "../../data/org";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { StatusBadge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Switch } from "../../ui/Switch";
import { Skeleton } from "../../ui/Feedback";
import { FormField } from "../../ui/FormField";
import { LiveValue } from "../../ui/LiveValue";
import { LoadMore } from "../../ui/LoadMore";
import { Section } from "../../ui/Page";
import { TextField } from "../../ui/TextField";
import { DateText } from "../../ui/Values";
import { later } from "../../ui/later";
import type { CustomerPartProps } from "../customers/openCustomer";
import { messages } from "./messages";
import { Wishes } from "./Wishes";
import "./consent.css";

const OfferDialog = later(() => import("./OfferDialog"));

type Event = FunctionReturnType<typeof api.consents.list>["page"][number];

export function CustomerConsentTab({ customer }: CustomerPartProps) {
  const words = useMessages(messages);
  const customerId = customer._id;
  const state = useOrgQuery(api.consents.state, { customerId });
  const set = useOrgMutation(api.consents.set);
  const undoable = useUndoable();
  const [isWriting, setWriting] = useState(false);
  const [proof, setProof] = useState("");

  async function change(purpose: ConsentPurpose, granted: boolean) {
    const said = proof.trim();
    try {
      await set({ customerId, purpose, granted, ...(said === "" ? {} : { proof: said }) });
      setProof("");
      undoable(words.saved({ what: words[purpose], yes: granted }), () =>
        set({ customerId, purpose, granted: !granted }),
      );
    } catch (error) {
      reportError(error);
    }
  }

  return (
    <div className="customer-overview">
      <Section title={words.title} level={3}>
        {state?.maySet && (
          <div className="consent-proof">
            <FormField label={words.proofLabel} help={words.proofHelp}>
              <TextField value={proof} maxLength={500} onChange={(event) => setProof(event.target.value)} />
            </FormField>
          </div>
        )}
        {consentPurposes.map((purpose) => {
          const latest = state?.latest[purpose];
          return (
            <div key={purpose} className="consent-row">
              <Switch
                checked={state?.granted[purpose] ?? false}
                disabled={state === undefined || !state.maySet}
                help={words[`${purpose}Help`]}
                onChange={(on) => void change(purpose, on)}
              >
                {words[purpose]}
              </Switch>
              <span className="meta consent-latest">
                {state === undefined ? (
                  <Skeleton width={160} />
                ) : (
                  <LiveValue value={latest?._id ?? ""}>
                    {latest === undefined ? words.never : <Told event={latest} />}
                  </LiveValue>
                )}
              </span>
            </div>
          );
        })}
        {state?.maySend &&
          (state.refusal === null ? (
            <div className="consent-offer">
              <Button icon={<EnvelopeClosedIcon aria-hidden />} onClick={() => setWriting(true)}>
                {words.offer}
              </Button>
            </div>
          ) : (
            <p className="meta consent-offer">{words[state.refusal]}</p>
          ))}
        {isWriting && (
          <Suspense>
            <OfferDialog customerId={customerId} name={customer.name} onClose={() => setWriting(false)} />
          </Suspense>
        )}
      </Section>
      <Wishes customer={customer} />
      <Proof customerId={customerId} />
    </div>
  );
}

/** Who, when and how, on one line. */
function Told({ event }: { event: Event }) {
  const words = useMessages(messages);
  return (
    <>
      {event.byName} · {words[event.source]} · <DateText at={event.at} style="dateTime" />
      {event.proof !== null && <> · {event.proof}</>}
    </>
  );
}

function Proof({ customerId }: { customerId: CustomerPartProps["customer"]["_id"] }) {
  const words = useMessages(messages);
  const events = useOrgPaginated(api.consents.list, { customerId }, { initialNumItems: 20 });
  return (
    <Section title={words.history} level={3}>
      {events.rows === undefined ? (
        <Skeleton width="60%" />
      ) : events.rows.length === 0 ? (
        <p className="quiet">{words.historyEmpty}</p>
      ) : (
        <ul className="consent-events">
          {events.rows.map((event) => (
            <li key={event._id}>
              <div className="row">
                <strong>{words[event.purpose]}</strong>
                <StatusBadge role={event.granted ? "positive" : "neutral"}>
                  {event.granted ? words.agreed : words.refused}
                </StatusBadge>
              </div>
              <p className="meta">
                <Told event={event} />
              </p>
              {event.wording !== null && (
                <p className="meta consent-words">
                  {words.words({ text: event.wording })}
                  {event.wordingVersion !== null && ` · ${words.version({ n: event.wordingVersion })}`}
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
      <LoadMore list={events}>{words.more}</LoadMore>
    </Section>
  );
}
