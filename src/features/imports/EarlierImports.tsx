// The latest imports, newest first, live.
import { Link } from "react-router";
import { api } from "../../../convex/_generated/api";
import { isUnderWay } from "../../../convex/jobs/status";
import { useOrg, useOrgQuery } from "../../data/org";
import { Skeleton } from "../../ui/Feedback";
import { Section } from "../../ui/Page";
import { DateText } from "../../ui/Values";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";

type Summary = (typeof api.imports.list._returnType)[number];

/** What became of an import, where that is not what one expects. */
function endOf(
  words: ReturnType<typeof useMessages<(typeof messages)["en"]>>,
  job: Summary["job"],
  undo: Summary["undo"],
): string {
  if (undo !== null) return undo.status === "done" ? words.stateTakenBack : words.stateUndoing;
  if (job === null) return words.stateNotSent;
  if (isUnderWay(job)) return job.status === "paused" ? words.statePaused : words.running;
  return job.status === "cancelled" ? words.stateCancelled : job.status === "failed" ? words.stateFailed : "";
}

export function EarlierImports() {
  const words = useMessages(messages);
  const format = useFormat();
  const org = useOrg();
  const imports = useOrgQuery(api.imports.list, {});
  if (imports?.length === 0) return null;
  return (
    <Section title={words.earlier}>
      <ul className="import-list">
        {imports === undefined
          ? [1, 2, 3].map((row) => (
              <li key={row}>
                <Skeleton width="40%" />
              </li>
            ))
          : imports.map(({ import: one, job, undo }) => (
              <li key={one._id}>
                <Link className="link truncate grow" to={org.path(`import/${one._id}`)}>
                  {one.name ?? one.fileName}
                </Link>
                <span className="meta">{endOf(words, job, undo)}</span>
                <span className="meta numeric">
                  {format.number(job?.counts["created"] ?? 0)} / {format.number(one.rows)}
                </span>
                <span className="meta truncate">{one.createdByName}</span>
                <span className="meta">
                  <DateText at={one.createdAt} />
                </span>
              </li>
            ))}
      </ul>
    </Section>
  );
}
