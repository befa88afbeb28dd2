// What taking an import back has left as it is: whose, which fields, and why.
import { Link } from "react-router";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { useOrg, useOrgPaginated } from "../../data/org";
import { LoadMore } from "../../ui/LoadMore";
import { Skeleton } from "../../ui/Feedback";
import { useMessages } from "../../i18n/messages";
import { useFieldWords, useValueWords } from "../customers/fieldWords";
import { useMeaningWords } from "./Issues";
import { messages } from "./messages";

const noNames = {};

export function UndoConflicts({ importId, total }: { importId: Id<"imports">; total: number }) {
  const words = useMessages(messages);
  const org = useOrg();
  const customerWord = useFieldWords();
  const contactWord = useMeaningWords();
  const fieldWord = (field: string) => customerWord(field) ?? contactWord(field);
  const valueWord = useValueWords(noNames);
  const list = useOrgPaginated(api.imports.conflicts, { importId }, { initialNumItems: 50 });
  const { rows } = list;
  if (rows === undefined) return <Skeleton width="100%" height={80} />;
  const why = {
    touched: words.leftTouched,
    gone: words.leftGone,
    changed: words.leftChanged,
    refused: words.leftRefused,
  };
  return (
    <div className="stack">
      <div className="import-scroll">
        <table className="import-table">
          <caption className="meta">{words.leftAlone}</caption>
          <thead>
            <tr>
              <th scope="col">{words.customer}</th>
              <th scope="col">{words.why}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ _id, customerId, customerCode, customerName, reason, fields }) => (
              <tr key={_id}>
                <td className="truncate">
                  {customerName === undefined ? (
                    "—"
                  ) : (
                    <Link className="link" to={org.path(`customers/${customerId}`)}>
                      {customerName} <span className="meta numeric">{customerCode}</span>
                    </Link>
                  )}
                </td>
                <td>
                  {reason === "changed" && fields.length === 0 ? words.leftMany : why[reason]}
                  {fields.length > 0 && (
                    <>
                      {". "}
                      <span className="import-issues">
                        {fields
                          .map(({ field, mine, theirs }) =>
                            words.wouldBe({
                              field: fieldWord(field) ?? field,
                              now: valueWord(field, theirs),
                              before: valueWord(field, mine),
                            }),
                          )
                          .join(" · ")}
                      </span>
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length < total && <LoadMore list={list}>{words.loadMore}</LoadMore>}
    </div>
  );
}
