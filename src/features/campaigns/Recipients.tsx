// The customers of a campaign, each with what became of it: sent and how the mail fares, or left out and why (CNS-07).
import { useState } from "react";
import { Link } from "react-router";
import { api } from "../../../convex/_generated/api";
import { skipReasons, type SkipReason } from "../../../convex/campaigns/shape";
import { useOrg, useOrgPaginated, type OrgRow } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { StatusBadge, type Role } from "../../ui/Badge";
import { SkeletonLines } from "../../ui/Feedback";
import { FilterChips } from "../../ui/FilterChips";
import { LoadMore } from "../../ui/LoadMore";
import { Section } from "../../ui/Page";
import type { Campaign } from "./campaign";
import { messages } from "./messages";

type Recipient = OrgRow<typeof api.campaigns.recipients>;
type Shown = "ready" | "sent" | SkipReason | null;

export function Recipients({ campaign }: { campaign: Campaign }) {
  const words = useMessages(messages);
  const [shown, setShown] = useState<Shown>(null);
  const { _id: campaignId, skipped, waiting, sent } = campaign;
  const filter =
    shown === null ? {} : shown === "ready" || shown === "sent" ? { status: shown } : { reason: shown };
  const list = useOrgPaginated(
    api.campaigns.recipients,
    { campaignId, ...filter },
    { initialNumItems: 50, pageSize: 50 },
  );
  const reasons = skipReasons.filter((reason) => (skipped[reason] ?? 0) > 0);
  const left = reasons.reduce((sum, reason) => sum + skipped[reason]!, 0);
  return (
    <Section title={words.recipients}>
      <FilterChips<Shown>
        label={words.recipients}
        value={shown}
        onChange={setShown}
        options={[
          { value: null, label: words.all, count: waiting + sent + left },
          ...(sent > 0 ? [{ value: "sent" as const, label: words.sent, count: sent }] : []),
          ...(waiting > 0 ? [{ value: "ready" as const, label: words.ready, count: waiting }] : []),
          ...reasons.map((reason) => ({ value: reason, label: words[reason], count: skipped[reason]! })),
        ]}
      />
      {list.rows === undefined ? (
        <SkeletonLines widths={["70%", "60%", "65%"]} />
      ) : list.rows.length === 0 ? (
        <p className="quiet">{words.noRecipients}</p>
      ) : (
        <ul className="campaign-rows">
          {list.rows.map((recipient) => (
            <Row key={recipient._id} recipient={recipient} />
          ))}
        </ul>
      )}
      <LoadMore list={list}>{words.more}</LoadMore>
    </Section>
  );
}

function Row({ recipient }: { recipient: Recipient }) {
  const { path } = useOrg();
  const { customerId, name, customerCode, address } = recipient;
  return (
    <li>
      <span className="campaign-who">
        <Link className="link truncate" to={path(`customers/${customerId}`)}>
          {name}
        </Link>
        <span className="meta truncate">{[customerCode, address].filter(Boolean).join(" · ")}</span>
      </span>
      <Outcome recipient={recipient} />
    </li>
  );
}

const mailRoles: Record<NonNullable<Recipient["mail"]>["status"], Role> = {
  queued: "neutral",
  sending: "live",
  sent: "positive",
  delivered: "positive",
  bounced: "danger",
  failed: "danger",
  held: "warning",
};

function Outcome({ recipient: { status, reason, mail } }: { recipient: Recipient }) {
  const words = useMessages(messages);
  if (status === "skipped" && reason !== null)
    return (
      <StatusBadge role="neutral" plain>
        {words[reason]}
      </StatusBadge>
    );
  if (status === "ready") return <StatusBadge role="info">{words.ready}</StatusBadge>;
  if (mail === null) return <StatusBadge role="positive">{words.sent}</StatusBadge>;
  const held = mail.error !== null && mail.error in words ? words[mail.error as SkipReason] : mail.error;
  return (
    <StatusBadge role={mailRoles[mail.status]} {...(held === null ? {} : { title: held })}>
      {words[`${mail.status}Mail`]}
    </StatusBadge>
  );
}
