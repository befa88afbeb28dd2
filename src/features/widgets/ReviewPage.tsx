// Submissions that were held: read one, make it a lead, or discard it with undo.
import { api } from "../../../convex/_generated/api";
import type { HeldRow } from "../../../convex/widgets/held";
import { useOrg, useOrgMutation, useOrgQuery } from "../../data/org";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { EmptyState, SkeletonLines } from "../../ui/Feedback";
import { Page } from "../../ui/Page";
import { toast } from "../../ui/toast";
import { DateText } from "../../ui/Values";
import { messages } from "./messages";
import "./forms.css";

export default function ReviewPage() {
  const words = useMessages(messages);
  const org = useOrg();
  const held = useOrgQuery(api.widgets.held, {});
  return (
    <Page title={words.reviewTitle} crumbs={[{ label: words.title, to: org.path("forms") }]} layout="column">
      {held === undefined ? (
        <SkeletonLines widths={["50%", "90%"]} />
      ) : held.rows.length === 0 ? (
        <EmptyState title={words.reviewEmptyTitle}>{words.reviewEmpty}</EmptyState>
      ) : (
        <ul className="form-held">
          {held.rows.map((row) => (
            <Held key={row._id} row={row} />
          ))}
        </ul>
      )}
      {held?.more && <p className="meta">{words.waitingMore({ n: held.rows.length })}</p>}
    </Page>
  );
}

function Held({ row }: { row: HeldRow }) {
  const words = useMessages(messages);
  const undoable = useUndoable();
  const accept = useOrgMutation(api.widgets.accept);
  const discard = useOrgMutation(api.widgets.discard);
  const restore = useOrgMutation(api.widgets.restore);
  const { person, answers } = row;
  const who = person.name ?? person.email ?? person.phone ?? words.somebody;
  const reasons: Record<string, string> = {
    budget: words.reasonBudget,
    links: words.reasonLinks,
    markup: words.reasonMarkup,
    linkInName: words.reasonLinkInName,
    sandboxed: words.reasonSandboxed,
    contactMissing: words.reasonContactMissing,
    rules: words.reasonRules,
  };
  const take = () =>
    accept({ heldId: row._id }).then(() => toast(words.taken({ who }), { role: "positive" }), reportError);
  const throwAway = () =>
    discard({ heldId: row._id }).then(
      () => undoable(words.discarded({ who }), () => restore({ heldId: row._id })),
      reportError,
    );
  return (
    <li>
      <div className="row">
        <strong className="truncate">{who}</strong>
        {row.reasons.map((reason) => (
          <Badge key={reason} role="warning">
            {reasons[reason] ?? reason}
          </Badge>
        ))}
        <span className="grow" />
        <span className="meta">
          <DateText at={row.createdAt} />
        </span>
      </div>
      <p className="meta truncate">
        {[person.email, person.phone, person.company, row.sourcePage, row.widgetName]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {person.message && <p className="prose form-held-words">{person.message}</p>}
      {answers.map(({ label, value }) => (
        <p key={label} className="form-held-words">
          <span className="quiet">{label}:</span> {value}
        </p>
      ))}
      <div className="row">
        <Button size="small" onClick={() => void take()}>
          {words.take}
        </Button>
        <Button size="small" look="ghost" onClick={() => void throwAway()}>
          {words.discard}
        </Button>
      </div>
    </li>
  );
}
