// Messages about a lead or a booking, on its own sheet, and a place to write the next one (COM-04).
import { useState } from "react";
import { Pencil1Icon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { useOrgPaginated, useOrgQuery, type OrgList, type OrgRow } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { SkeletonLines } from "../../ui/Feedback";
import { LoadMore } from "../../ui/LoadMore";
import { Section } from "../../ui/Page";
import { Composer, type About } from "./Composer";
import { Message } from "./Message";
import { messages } from "./messages";
import "./inbox.css";

const pages = { initialNumItems: 10, pageSize: 20 };

type Of = { leadId: Id<"leads"> } | { bookingId: Id<"bookings"> };

export default function AboutMessages(props: { customerId: Id<"customers"> } & Of) {
  return "leadId" in props ? <OfLead {...props} /> : <OfBooking {...props} />;
}

function OfLead({ customerId, leadId }: { customerId: Id<"customers">; leadId: Id<"leads"> }) {
  const list = useOrgPaginated(api.communications.ofLead, { leadId }, pages);
  return <Messages customerId={customerId} list={list} about={{ leadId }} />;
}

function OfBooking({ customerId, bookingId }: { customerId: Id<"customers">; bookingId: Id<"bookings"> }) {
  const list = useOrgPaginated(api.communications.ofBooking, { bookingId }, pages);
  return <Messages customerId={customerId} list={list} about={{ bookingId }} />;
}

function Messages(props: {
  customerId: Id<"customers">;
  list: OrgList<OrgRow<typeof api.communications.ofLead>>;
  about: About;
}) {
  const { customerId, list, about } = props;
  const words = useMessages(messages);
  const ways = useOrgQuery(api.communications.ways, { customerId });
  const [isWriting, setWriting] = useState(false);
  const mayWrite = ways?.mayWrite ?? false;
  return (
    <Section title={words.history} level={3}>
      <div className="chat-tab about-messages">
        {list.rows === undefined ? (
          <SkeletonLines widths={["60%", "75%"]} />
        ) : list.rows.length === 0 ? (
          <p className="quiet">{words.nothing}</p>
        ) : (
          <>
            <LoadMore list={list}>{words.older}</LoadMore>
            <ol className="bubbles">
              {list.rows.toReversed().map((message) => (
                <Message key={message._id} message={message} mayWrite={mayWrite} />
              ))}
            </ol>
          </>
        )}
        {ways !== undefined && mayWrite && (
          <>
            {isWriting ? (
              <Composer customerId={customerId} ways={ways} about={about} />
            ) : (
              <Button size="small" icon={<Pencil1Icon aria-hidden />} onClick={() => setWriting(true)}>
                {words.composer}
              </Button>
            )}
          </>
        )}
      </div>
    </Section>
  );
}
