// The latest imports, newest first, live.
import { Link } from "react-router";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgQuery } from "../../data/org";
import { Skeleton } from "../../ui/Feedback";
import { Section } from "../../ui/Page";
import { DateText } from "../../ui/Values";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";

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
          : imports.map(({ import: one, job }) => (
              <li key={one._id}>
                <Link className="link truncate grow" to={org.path(`import/${one._id}`)}>
                  {one.name ?? one.fileName}
                </Link>
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
