// One lead beside the board: what was asked, from where, whose turn it is, and how it came here.
import { Suspense, useState, type ReactNode } from "react";
import { Link } from "react-router";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import type { LeadDetail } from "../../../convex/leads/detail";
import { isOpen, leadStatuses, mayMove } from "../../../convex/leads/stages";
import { ErrorBoundary } from "../../app/ErrorBoundary";
import { useOrg, useOrgMutation, useOrgQueryKept } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Person } from "../../ui/Avatar";
import { Button, ButtonLink } from "../../ui/Button";
import { Skeleton, SkeletonLines } from "../../ui/Feedback";
import { Fact, InlineEdit } from "../../ui/InlineEdit";
import { LiveValue } from "../../ui/LiveValue";
import { Menu } from "../../ui/Menu";
import { Section } from "../../ui/Page";
import { Sheet } from "../../ui/Sheet";
import { DateText, PhoneLink } from "../../ui/Values";
import { later } from "../../ui/later";
import { OwnerMenu } from "../customers/OwnerMenu";
import { LeadStageBadge } from "./badges";
import { messages } from "./messages";
import { useLeadDeeds, type DeedLead } from "./useLeadDeeds";

const AboutMessages = later(() => import("../inbox/AboutMessages"));
const BookSheet = later(() => import("../bookings/BookSheet"));

export default function LeadSheet(props: {
  leadId: Id<"leads">;
  onClose: () => void;
  onLose: (lead: DeedLead) => void;
}) {
  const { leadId, onClose, onLose } = props;
  return (
    <Sheet
      open
      onClose={onClose}
      title={
        <ErrorBoundary resetKey={leadId} silent>
          <Title leadId={leadId} />
        </ErrorBoundary>
      }
    >
      <ErrorBoundary resetKey={leadId}>
        <Body leadId={leadId} onLose={onLose} />
      </ErrorBoundary>
    </Sheet>
  );
}

const useLead = (leadId: Id<"leads">) => useOrgQueryKept(api.leads.get, { leadId });

function Title({ leadId }: { leadId: Id<"leads"> }) {
  const lead = useLead(leadId);
  return lead === undefined ? <Skeleton width={160} /> : <>{lead.customer.name}</>;
}

function Body({ leadId, onLose }: { leadId: Id<"leads">; onLose: (lead: DeedLead) => void }) {
  const lead = useLead(leadId);
  if (lead === undefined) {
    return <SkeletonLines widths={["40%", "90%", "70%"]} />;
  }
  return <Loaded lead={lead} onLose={onLose} />;
}

function Loaded({ lead, onLose }: { lead: LeadDetail; onLose: (lead: DeedLead) => void }) {
  const words = useMessages(messages);
  const format = useFormat();
  const org = useOrg();
  const deeds = useLeadDeeds();
  const rename = useOrgMutation(api.leads.rename);
  const mayChange = deeds.mayChange(lead);
  const { customer } = lead;
  const [isBooking, setBooking] = useState(false);
  const address = org.path(`customers/${customer._id}`);
  const move = (to: LeadDetail["status"]) =>
    to === "lost" ? onLose(lead) : void deeds.move(lead, to).catch(reportError);
  return (
    <>
      <Section>
        <Fact label={words.stage}>
          {mayChange ? (
            <Menu
              trigger={(trigger) => (
                <button type="button" className="lead-choice" {...trigger}>
                  <LiveValue value={lead.status}>
                    <LeadStageBadge status={lead.status} />
                  </LiveValue>
                </button>
              )}
              items={leadStatuses.map((to) => ({
                label: words[to],
                checked: to === lead.status,
                disabled: to !== lead.status && !mayMove(lead.status, to),
                onSelect: () => to !== lead.status && move(to),
              }))}
            />
          ) : (
            <div className="lead-value">
              <LeadStageBadge status={lead.status} />
            </div>
          )}
        </Fact>
        {lead.lostReason && <Told label={words.lostBecause}>{lead.lostReason}</Told>}
        <Fact label={words.owner}>
          {mayChange ? (
            <OwnerMenu
              ownerId={lead.ownerId}
              onChoose={(ownerId, name) => void deeds.assign(lead, ownerId, name)}
              trigger={(trigger) => (
                <button type="button" className="lead-choice" {...trigger}>
                  <LiveValue value={lead.ownerId}>
                    <Person name={lead.ownerName} nobody={words.nobody} />
                  </LiveValue>
                </button>
              )}
            />
          ) : (
            <div className="lead-value">
              <Person name={lead.ownerName} nobody={words.nobody} />
            </div>
          )}
        </Fact>
        <Fact label={words.titleField}>
          <InlineEdit
            label={words.titleField}
            value={lead.title ?? ""}
            placeholder={words.noTitle}
            disabled={!mayChange}
            onSave={(title) => rename({ leadId: lead._id, title })}
            field={`lead:${lead._id}.title`}
          />
        </Fact>
        <Told label={words.customer}>
          <Link className="link" to={address}>
            {customer.name} <span className="meta numeric">{customer.customerCode}</span>
          </Link>
        </Told>
        {lead.authority && (
          <Told label={words.authority}>
            <LiveValue value={lead.authority.join()}>
              {lead.authority.length > 0 ? (
                words.authorityYes({ who: format.list(lead.authority) })
              ) : (
                <Link className="link quiet" to={`${address}?tab=contacts`}>
                  {words.authorityUnknown}
                </Link>
              )}
            </LiveValue>
          </Told>
        )}
        {customer.email && (
          <Told label={words.email}>
            <a className="contact truncate" href={`mailto:${customer.email}`}>
              {customer.email}
            </a>
          </Told>
        )}
        {customer.phone && (
          <Told label={words.phone}>
            <PhoneLink phone={customer.phone} display={customer.phone} whatsapp />
          </Told>
        )}
        {mayChange && isOpen(lead.status) && (
          <div className="row lead-next">
            <Button look="primary" onClick={() => move("won")}>
              {words.win}
            </Button>
            <Button onClick={() => move("lost")}>{words.lose}</Button>
            {org.can("bookings:write") && <Button onClick={() => setBooking(true)}>{words.book}</Button>}
            <ButtonLink look="ghost" to={address}>
              {words.openCustomer}
            </ButtonLink>
          </div>
        )}
        {isBooking && (
          <Suspense>
            <BookSheet
              customer={{ _id: customer._id, name: customer.name }}
              leadId={lead._id}
              onClose={() => setBooking(false)}
            />
          </Suspense>
        )}
      </Section>
      <Said lead={lead} />
      {org.can("communications:read") && (
        <Suspense fallback={<SkeletonLines widths={["60%", "75%"]} />}>
          <AboutMessages customerId={customer._id} leadId={lead._id} />
        </Suspense>
      )}
      <Origin lead={lead} />
      <Stages lead={lead} />
    </>
  );
}

/** A fact that is not edited here, lined up with those that are. */
function Told({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Fact label={label}>
      <div className="lead-value">{children}</div>
    </Fact>
  );
}

function Said({ lead }: { lead: LeadDetail }) {
  const words = useMessages(messages);
  if (!lead.message && lead.answers.length === 0) return null;
  return (
    <Section
      title={words.message}
      level={3}
      note={lead.inquiries > 1 ? words.asked({ n: lead.inquiries }) : undefined}
    >
      {lead.message && (
        <LiveValue value={lead.inquiries}>
          <p className="prose lead-message">{lead.message}</p>
        </LiveValue>
      )}
      {lead.answers.map(({ label, value }) => (
        <Told key={label} label={label}>
          {value}
        </Told>
      ))}
    </Section>
  );
}

function Origin({ lead }: { lead: LeadDetail }) {
  const words = useMessages(messages);
  const campaign = Object.entries(lead.utm);
  return (
    <Section title={words.source} level={3}>
      <Told label={words.source}>{words[lead.source]}</Told>
      {lead.widgetName && <Told label={words.form}>{lead.widgetName}</Told>}
      {lead.sourcePage && <Told label={words.page}>{lead.sourcePage}</Told>}
      {lead.referrerPath && <Told label={words.referrer}>{lead.referrerPath}</Told>}
      {campaign.map(([name, value]) => (
        <Told key={name} label={name}>
          {value}
        </Told>
      ))}
      {lead.consent && (
        <Told label={words.consent}>
          <span>
            {lead.consent.text}{" "}
            <span className="meta">
              (<DateText at={lead.consent.at} style="dateTime" />)
            </span>
          </span>
        </Told>
      )}
    </Section>
  );
}

function Stages({ lead }: { lead: LeadDetail }) {
  const words = useMessages(messages);
  const format = useFormat();
  return (
    <Section title={words.history} level={3}>
      <ol className="lead-history">
        {lead.stages.map((stage) => (
          <li key={`${stage.at}${stage.to}`} className="row">
            <LeadStageBadge status={stage.to} />
            <span className="meta truncate">
              <DateText at={stage.at} /> {words.by({ who: stage.by })}
              {stage.from && `, ${words.after({ time: format.duration(stage.durationMs) })}`}
            </span>
          </li>
        ))}
      </ol>
    </Section>
  );
}
