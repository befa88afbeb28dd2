// The leads of one customer, for its page (LED-29).
import { Link } from "react-router";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgQuery } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Skeleton } from "../../ui/Feedback";
import { DateText } from "../../ui/Values";
import type { CustomerPartProps } from "../customers/openCustomer";
import { LeadStageBadge } from "./badges";
import { messages } from "./messages";
import "./leads.css";

export function CustomerLeadsTab({ customer }: CustomerPartProps) {
  const words = useMessages(messages);
  const org = useOrg();
  const leads = useOrgQuery(api.leads.ofCustomer, { customerId: customer._id });
  if (leads === undefined) return <Skeleton width="60%" />;
  if (leads.length === 0) return <p className="quiet">{words.noLeads}</p>;
  return (
    <ul className="lead-list">
      {leads.map((lead) => (
        <li key={lead._id}>
          <Link className="lead-line" to={`${org.path("leads")}?lead=${lead._id}`}>
            <LeadStageBadge status={lead.status} />
            <span className="grow truncate">{lead.title ?? lead.message ?? words[lead.source]}</span>
            <span className="meta">
              <DateText at={lead.lastInquiryAt} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
