// Each comparison of both sides: how many there are, what settled itself, what waits for a person.
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgMutation, useOrgPaginated } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { EmptyState, SkeletonLines } from "../../ui/Feedback";
import { LoadMore } from "../../ui/LoadMore";
import { toast } from "../../ui/toast";
import { DateText } from "../../ui/Values";
import { messages } from "./messages";

export function Reports() {
  const words = useMessages(messages);
  const format = useFormat();
  const org = useOrg();
  const list = useOrgPaginated(api.mirror.reports, {}, { initialNumItems: 20, pageSize: 20 });
  const reconcile = useOrgMutation(api.mirror.reconcile);
  const start = org.can("mirror:manage") && (
    <Button onClick={() => void reconcile({}).then(() => toast(words.reconcileStarted), reportError)}>
      {words.reconcile}
    </Button>
  );
  const told = (n: number) => ({ n, said: format.number(n) });
  return (
    <div className="stack">
      {list.rows === undefined && <SkeletonLines widths={["70%", "55%", "65%"]} />}
      {list.rows?.length === 0 && (
        <EmptyState title={words.noReportsTitle} actions={start}>
          {words.noReports}
        </EmptyState>
      )}
      {list.rows !== undefined && list.rows.length > 0 && <div className="row">{start}</div>}
      <ul className="thing-list">
        {list.rows?.map((report) => (
          <li key={report._id} className="thing-row">
            <span className="thing-what">
              <DateText at={report.timestamp} />
              <span className="meta numeric">
                {words.counts({
                  legacy: format.number(report.totalCustomers.legacy),
                  ours: format.number(report.totalCustomers.new),
                })}
              </span>
            </span>
            <span className="thing-what meta numeric mirror-found">
              {report.finishedAt === null && <span>{words.underWay}</span>}
              <span>{words.settled(told(report.autoResolved))}</span>
              <span>{words.review(told(report.manualReviewRequired))}</span>
            </span>
          </li>
        ))}
      </ul>
      <LoadMore list={list} size="small">
        {words.more}
      </LoadMore>
    </div>
  );
}
