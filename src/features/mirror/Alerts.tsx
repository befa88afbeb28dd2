// What needs an administrator now, over the page of the older point of sale.
import { Link } from "react-router";
import { api } from "../../../convex/_generated/api";
import { useOrgQuery } from "../../data/org";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { DateText } from "../../ui/Values";
import { healthMessages } from "./healthMessages";

export function Alerts() {
  const words = useMessages(healthMessages);
  const format = useFormat();
  const alerts = useOrgQuery(api.mirror.alerts, {});
  return (
    <div role="status">
      {alerts?.map(({ kind, value, raisedAt }) => (
        <p key={kind} className="mirror-alert">
          <strong>
            {kind === "failureRate"
              ? words.failureRateAlert({ share: format.percent(value) })
              : words.criticalAlert({ n: format.number(value) })}
          </strong>
          <DateText at={raisedAt} />
          <Link className="link" to={`?tab=${kind === "failureRate" ? "queue" : "differences"}`}>
            {kind === "failureRate" ? words.openQueue : words.openDifferences}
          </Link>
        </p>
      ))}
    </div>
  );
}
