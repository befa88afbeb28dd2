// All leads as a board of stages, live: a new inquiry appears in the first column by itself.
import { Suspense, useEffect, useRef, useState } from "react";
import { PlusIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { leadSources, leadStatuses, openStatuses, type LeadSource } from "../../../convex/leads/stages";
import { useOrg, useOrgQuery } from "../../data/org";
import { useShortcut } from "../../data/useShortcut";
import { useMessages } from "../../i18n/messages";
import { Button, ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/Feedback";
import { FilterBar, type Filter } from "../../ui/FilterBar";
import { Page } from "../../ui/Page";
import { later } from "../../ui/later";
import { useFilterParams } from "../../ui/useFilterParams";
import { NumberText } from "../../ui/Values";
import { useAddress } from "../../ui/useAddress";
import { LeadBoard } from "./LeadBoard";
import type { DeedLead } from "./useLeadDeeds";
import { messages } from "./messages";

const LeadSheet = later(() => import("./LeadSheet"));
const NewLeadSheet = later(() => import("./NewLeadSheet"));
const LoseDialog = later(() => import("./LoseDialog"));

export default function LeadsPage() {
  const words = useMessages(messages);
  const org = useOrg();
  const [search, setAddress] = useAddress();
  const counts = useOrgQuery(api.leads.counts, {});
  const owners = useOrgQuery(api.customers.owners, org.can("members:read") ? {} : "skip");
  const { filters, setFilters } = useFilterParams(["owner", "source"]);
  const [losing, setLosing] = useState<DeedLead | null>(null);

  const mayAdd = org.can("leads:write");
  useShortcut(mayAdd ? "N" : null, () => setAddress({ new: "1" }), words.addLead);

  const owner = filters["owner"]?.[0] as Id<"users"> | "unassigned" | undefined;
  const source = leadSources.find((known) => known === filters["source"]?.[0]);
  const available: Filter[] = [
    {
      id: "owner",
      label: words.owner,
      options: [
        { value: "unassigned", label: words.nobody },
        ...(owners?.members ?? []).map(({ userId, name }) => ({ value: userId, label: name })),
      ],
    },
    {
      id: "source",
      label: words.source,
      options: leadSources.map((value: LeadSource) => ({ value, label: words[value] })),
    },
  ];
  const total = counts && leadStatuses.reduce((sum, status) => sum + counts[status], 0);
  const open = counts && openStatuses.reduce((sum, status) => sum + counts[status], 0);
  const isFiltered = owner !== undefined || source !== undefined;
  const leadId = search.get("lead") as Id<"leads"> | null;

  return (
    <Page
      title={words.title}
      count={open === undefined ? undefined : <NumberText value={open} />}
      actions={
        mayAdd && (
          <Button look="primary" icon={<PlusIcon aria-hidden />} onClick={() => setAddress({ new: "1" })}>
            {words.addLead}
          </Button>
        )
      }
      toolbar={<FilterBar filters={available} values={filters} onChange={setFilters} />}
    >
      <Arrivals count={counts?.new} />
      {total === 0 && !isFiltered ? (
        <EmptyState
          title={words.emptyTitle}
          actions={
            <>
              {org.can("widgets:manage") && (
                <ButtonLink look="primary" to={org.path("forms")}>
                  {words.emptyForm}
                </ButtonLink>
              )}
              {mayAdd && <Button onClick={() => setAddress({ new: "1" })}>{words.addLead}</Button>}
              {org.can("imports:run") && (
                <ButtonLink to={org.path("import?as=leads")}>{words.importLeads}</ButtonLink>
              )}
            </>
          }
        >
          {words.emptyBody}
        </EmptyState>
      ) : (
        <LeadBoard
          filter={{ ...(owner ? { owner } : {}), ...(source ? { source } : {}) }}
          counts={isFiltered ? undefined : counts}
          openId={leadId}
          onOpen={(lead) => setAddress({ lead })}
          onLose={setLosing}
        />
      )}
      <Suspense>
        {leadId && (
          <LeadSheet leadId={leadId} onClose={() => setAddress({ lead: null })} onLose={setLosing} />
        )}
        {search.get("new") && <NewLeadSheet onClose={() => setAddress({ new: null })} />}
        {losing && <LoseDialog lead={losing} onClose={() => setLosing(null)} />}
      </Suspense>
    </Page>
  );
}

/** Says aloud what a sighted person sees glow: leads that came in while the page is open. */
function Arrivals({ count }: { count: number | undefined }) {
  const words = useMessages(messages);
  const before = useRef(count);
  const [arrived, setArrived] = useState(0);
  useEffect(() => {
    if (before.current !== undefined && count !== undefined && count > before.current) {
      setArrived(count - before.current);
    }
    before.current = count;
  }, [count]);
  return (
    <p className="visually-hidden" role="status">
      {arrived > 0 && words.arrived({ n: arrived })}
    </p>
  );
}
