// The rows of one outcome, page by page; created ones come with the whole file.
import { useRef, useState } from "react";
import { Link } from "react-router";
import { api } from "../../../convex/_generated/api";
import type { Doc, Id } from "../../../convex/_generated/dataModel";
import { useOrg, useOrgPaginated } from "../../data/org";
import { Button } from "../../ui/Button";
import { LoadMore } from "../../ui/LoadMore";
import { Skeleton } from "../../ui/Feedback";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Issues } from "./Issues";
import { MendRow } from "./MendRow";
import { messages } from "./messages";
import type { Shown } from "./OutcomeTiles";

interface Props {
  from: Doc<"imports">;
  kind: Shown | "all";
  /** How many rows there are of this kind: a page that is full does not say whether it is the last. */
  total: number;
  /** Rows that were not imported can be mended in place. */
  mayMend: boolean;
}

export function ResultRows({ from, kind, total, mayMend }: Props) {
  return kind === "all" || kind === "created" ? (
    <FileRows importId={from._id} only={kind === "all" ? null : kind} total={total} />
  ) : (
    <ToldRows
      from={from}
      kind={kind}
      total={total}
      mayMend={mayMend && (kind === "rejected" || kind === "skipped")}
    />
  );
}

function ToldRows({ from, kind, total, mayMend }: Props & { kind: Exclude<Shown, "created"> }) {
  const words = useMessages(messages);
  const outcome = kind === "incomplete" ? "created" : kind;
  const list = useOrgPaginated(api.imports.rows, { importId: from._id, outcome }, { initialNumItems: 50 });
  const { rows } = list;
  if (rows === undefined) return <Skeleton width="100%" height={120} />;
  if (rows.length === 0) return <p className="quiet">{words.nothingHere}</p>;
  return (
    <>
      <div className="import-scroll">
        <table className="import-table import-result">
          <thead>
            <tr>
              <th scope="col">{words.row}</th>
              <th scope="col">{words.customer}</th>
              <th scope="col">{words.why}</th>
              {mayMend && (
                <th scope="col">
                  <span className="visually-hidden">{words.mend}</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <ToldRow key={row._id} from={from} row={row} mayMend={mayMend} />
            ))}
          </tbody>
        </table>
      </div>
      {rows.length < total && <LoadMore list={list}>{words.loadMore}</LoadMore>}
    </>
  );
}

type Told = (typeof api.imports.rows._returnType)["page"][number];

function ToldRow({ from, row, mayMend }: { from: Doc<"imports">; row: Told; mayMend: boolean }) {
  const words = useMessages(messages);
  const format = useFormat();
  const org = useOrg();
  const [isOpen, setOpen] = useState(false);
  const line = useRef<HTMLTableRowElement>(null);
  const button = () => line.current?.querySelector("button");
  /** The next row to mend takes the place of this one; found before, because this one may be gone by then. */
  const following = () => {
    const next = line.current?.nextElementSibling?.nextElementSibling ?? line.current?.previousElementSibling;
    const its = next?.querySelector("button");
    return () => its?.focus();
  };
  return (
    <>
      <tr ref={line} data-open={isOpen || undefined}>
        <td className="numeric quiet">{format.number(row.number)}</td>
        <td className="truncate">
          {row.customerId && row.outcome !== "rejected" ? (
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
        {mayMend && (
          <td className="import-mend-open">
            <Button
              size="small"
              aria-expanded={isOpen}
              aria-label={`${words.mend}: ${words.rowNumber({ n: row.number })}`}
              onClick={() => setOpen(!isOpen)}
            >
              {words.mend}
            </Button>
          </td>
        )}
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={4}>
            <MendRow
              from={from}
              row={row}
              onSend={following}
              onCancel={() => {
                setOpen(false);
                button()?.focus();
              }}
            />
          </td>
        </tr>
      )}
    </>
  );
}

/** The file in the order of the import with what became of each row, or its created rows only. */
function FileRows(props: { importId: Id<"imports">; only: "created" | null; total: number }) {
  const { importId, only, total } = props;
  const words = useMessages(messages);
  const format = useFormat();
  const org = useOrg();
  const list = useOrgPaginated(api.imports.chunks, { importId }, { initialNumItems: 1, pageSize: 1 });
  if (list.rows === undefined) return <Skeleton width="100%" height={120} />;
  const lines = list.rows.flatMap(({ rows, results }) =>
    rows
      .map(({ number, cells }, at) => ({ number, cells, result: results?.[at] }))
      .filter(({ result }) => only === null || result?.outcome === only),
  );
  if (lines.length === 0 && total === 0) return <p className="quiet">{words.nothingHere}</p>;
  return (
    <>
      <div className="import-scroll">
        <table className="import-table import-result">
          <thead>
            <tr>
              <th scope="col">{words.row}</th>
              <th scope="col">{words.customer}</th>
              <th scope="col">{words.outcome}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map(({ number, cells, result }) => {
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
            })}
          </tbody>
        </table>
      </div>
      {lines.length < total && <LoadMore list={list}>{words.loadMore}</LoadMore>}
    </>
  );
}
