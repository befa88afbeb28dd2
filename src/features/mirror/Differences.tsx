// The review queue: what both sides say of one field, side by side, and which of the two holds.
import { Link } from "react-router";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgMutation, useOrgPaginated, type OrgRow } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { EmptyState, SkeletonLines } from "../../ui/Feedback";
import { LoadMore } from "../../ui/LoadMore";
import { toast } from "../../ui/toast";
import { messages } from "./messages";

type Difference = OrgRow<typeof api.mirror.differences>;

export function Differences() {
  const words = useMessages(messages);
  const list = useOrgPaginated(api.mirror.differences, { of: "open" }, { initialNumItems: 20, pageSize: 20 });
  return (
    <div className="stack">
      {list.rows === undefined && <SkeletonLines widths={["70%", "55%", "65%"]} />}
      {list.rows?.length === 0 && (
        <EmptyState title={words.noDifferencesTitle}>{words.noDifferences}</EmptyState>
      )}
      <ul className="thing-list">
        {list.rows?.map((difference) => (
          <DifferenceRow key={difference._id} difference={difference} />
        ))}
      </ul>
      <LoadMore list={list} size="small">
        {words.more}
      </LoadMore>
    </div>
  );
}

function DifferenceRow({ difference }: { difference: Difference }) {
  const words = useMessages(messages);
  const org = useOrg();
  const field = words[difference.field];
  return (
    <li className="mirror-difference" aria-label={`${difference.customerName}: ${field}`}>
      <p className="row">
        <Link className="link truncate" to={org.path(`customers/${difference.customerId}`)}>
          {difference.customerName}
        </Link>
        <span className="meta numeric">{difference.customerCode}</span>
        <span className="meta">{field}</span>
        {difference.isCritical && <Badge role="warning">{words.critical}</Badge>}
      </p>
      <div className="mirror-sides">
        <Side difference={difference} side="legacy" />
        <Side difference={difference} side="new" />
      </div>
    </li>
  );
}

function Side({ difference, side }: { difference: Difference; side: "legacy" | "new" }) {
  const words = useMessages(messages);
  const format = useFormat();
  const org = useOrg();
  const choose = useOrgMutation(api.mirror.choose);
  const isTheirs = side === "legacy";
  const value = isTheirs ? difference.legacyValue : difference.newValue;
  const shown = value !== null && difference.field === "dateOfBirth" ? format.day(value) : value;
  const label = isTheirs ? words.theirs : words.ours;
  return (
    <div className="mirror-side">
      <div className="grow">
        <p className="meta">{label}</p>
        <p className="mirror-wrap">{shown ?? <span className="quiet">{words.nothing}</span>}</p>
      </div>
      {org.can("mirror:resolve") && (
        <Button
          size="small"
          aria-label={`${words.take}: ${label}, ${shown ?? words.nothing}`}
          onClick={() =>
            void choose({ differenceId: difference._id, choice: side }).then(
              () => toast(isTheirs ? words.tookTheirs : words.keptOurs),
              reportError,
            )
          }
        >
          {words.take}
        </Button>
      )}
    </div>
  );
}
