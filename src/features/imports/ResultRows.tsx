// The rows of one outcome, page by page; created ones come with the whole file.
import { Link } from "react-router";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { useOrg, useOrgPaginated } from "../../data/org";
import { Button } from "../../ui/Button";
import { Skeleton } from "../../ui/Feedback";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Issues } from "./Issues";
import { messages } from "./messages";
import type { Shown } from "./OutcomeTiles";

export function ResultRows({ importId, kind }: { importId: Id<"imports">; kind: Shown }) {
  return kind === "created" ? <AllRows importId={importId} /> : <ToldRows importId={importId} kind={kind} />;
}

function ToldRows({ importId, kind }: { importId: Id<"imports">; kind: Exclude<Shown, "created"> }) {
  const words = useMessages(messages);
  const format = useFormat();
  const org = useOrg();
  const outcome = kind === "incomplete" ? "created" : kind;
  const { rows, status, loadMore } = useOrgPaginated(
    api.imports.rows,
    { importId, outcome },
    { initialNumItems: 50 },
  );
  if (rows === undefined) return <Skeleton width="100%" height={120} />;
  if (rows.length === 0) return <p className="quiet">{words.nothingHere}</p>;
  return (
    <>
      <div className="import-scroll">
        <table className="import-table">
          <thead>
            <tr>
              <th scope="col">{words.row}</th>
              <th scope="col">{words.customer}</th>
              <th scope="col">{words.why}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row._id}>
                <td className="numeric quiet">{format.number(row.number)}</td>
                <td className="truncate">
                  {row.customerId ? (
                    <Link className="link" to={org.path(`customers/${row.customerId}`)}>
                      {row.customerName} <span className="meta numeric">{row.customerCode}</span>
                    </Link>
                  ) : (
                    <span data-tip={row.cells.join(" · ")}>
                      {row.cells.filter(Boolean).slice(0, 4).join(" · ") || "—"}
                    </span>
                  )}
                </td>
                <td>
                  <Issues issues={row.issues} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {status !== "Exhausted" && (
        <Button look="ghost" busy={status === "LoadingMore"} onClick={loadMore}>
          {words.loadMore}
        </Button>
      )}
    </>
  );
}

/** Every row of the file in the order of the import, with what became of it. */
function AllRows({ importId }: { importId: Id<"imports"> }) {
  const words = useMessages(messages);
  const format = useFormat();
  const org = useOrg();
  const {
    rows: chunks,
    status,
    loadMore,
  } = useOrgPaginated(api.imports.chunks, { importId }, { initialNumItems: 2, pageSize: 3 });
  if (chunks === undefined) return <Skeleton width="100%" height={120} />;
  return (
    <>
      <div className="import-scroll">
        <table className="import-table">
          <caption className="meta">{words.allRows}</caption>
          <thead>
            <tr>
              <th scope="col">{words.row}</th>
              <th scope="col">{words.customer}</th>
              <th scope="col">{words.outcome}</th>
            </tr>
          </thead>
          <tbody>
            {chunks.flatMap(({ rows, results }) =>
              rows.map(({ number, cells }, at) => {
                const result = results?.[at];
                const text = cells.filter(Boolean).slice(0, 4).join(" · ") || "—";
                return (
                  <tr key={number}>
                    <td className="numeric quiet">{format.number(number)}</td>
                    <td className="truncate">
                      {result?.customerId ? (
                        <Link className="link" to={org.path(`customers/${result.customerId}`)}>
                          {text}
                        </Link>
                      ) : (
                        text
                      )}
                    </td>
                    <td className="quiet">{result ? words[result.outcome] : words.notReached}</td>
                  </tr>
                );
              }),
            )}
          </tbody>
        </table>
      </div>
      {status !== "Exhausted" && (
        <Button look="ghost" busy={status === "LoadingMore"} onClick={loadMore}>
          {words.loadMore}
        </Button>
      )}
    </>
  );
}
