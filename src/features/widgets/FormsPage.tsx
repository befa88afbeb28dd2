// All forms with what they bring, live; and what waits for a look.
import { useCallback, useMemo } from "react";
import { useNavigate } from "react-router";
import { EyeOpenIcon, PlusIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import type { WidgetRow } from "../../../convex/widgets/view";
import { useOrg, useOrgQuery } from "../../data/org";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { StatusBadge } from "../../ui/Badge";
import { Button, ButtonLink } from "../../ui/Button";
import { DataTable } from "../../ui/DataTable";
import { EmptyState } from "../../ui/Feedback";
import { LiveValue } from "../../ui/LiveValue";
import { Page } from "../../ui/Page";
import { useTableView, type Column } from "../../ui/tableView";
import { DateText, NumberText } from "../../ui/Values";
import { messages } from "./messages";
import "./forms.css";

const rowId = (row: WidgetRow) => row._id;

export default function FormsPage() {
  const words = useMessages(messages);
  const org = useOrg();
  const format = useFormat();
  const navigate = useNavigate();
  const list = useOrgQuery(api.widgets.list, {});
  const address = useCallback((row: WidgetRow) => org.path(`forms/${row._id}`), [org]);
  const open = useCallback((row: WidgetRow) => void navigate(address(row)), [navigate, address]);
  const create = () => void navigate(org.path("forms/new"));

  const columns = useMemo<Column<WidgetRow>[]>(() => {
    const number = (id: string, header: string, value: (row: WidgetRow) => number): Column<WidgetRow> => ({
      id,
      header,
      width: 110,
      align: "end",
      cell: (row) => (
        <LiveValue value={value(row)}>
          <NumberText value={value(row)} />
        </LiveValue>
      ),
    });
    return [
      {
        id: "name",
        header: words.name,
        width: 280,
        cell: (row) => <span className="truncate">{row.name}</span>,
      },
      {
        id: "state",
        header: words.state,
        width: 130,
        cell: (row) => (
          <StatusBadge role={row.active ? "positive" : "neutral"}>
            {row.active ? words.on : words.off}
          </StatusBadge>
        ),
      },
      number("views", words.views, ({ counts }) => counts.views),
      number("leads", words.leads, ({ counts }) => counts.accepted),
      {
        id: "conversion",
        header: words.conversion,
        width: 120,
        align: "end",
        cell: ({ counts }) => (
          <span className="numeric">
            {counts.views === 0 ? "—" : format.percent(counts.accepted / counts.views)}
          </span>
        ),
      },
      number("held", words.held, ({ counts }) => counts.held),
      number("dropped", words.dropped, ({ counts }) => counts.dropped),
      { id: "created", header: words.created, width: 140, cell: (row) => <DateText at={row.createdAt} /> },
    ];
  }, [words, format]);
  const view = useTableView("forms", columns);
  const phoneRow = useCallback(
    (row: WidgetRow) => ({
      title: row.name,
      titleEnd: <NumberText value={row.counts.accepted} />,
      line: row.active ? words.on : words.off,
      lineEnd: <DateText at={row.createdAt} />,
    }),
    [words],
  );

  return (
    <Page
      title={words.title}
      count={list === undefined ? undefined : <NumberText value={list.rows.length} />}
      actions={
        <Button look="primary" icon={<PlusIcon aria-hidden />} onClick={create}>
          {words.newForm}
        </Button>
      }
    >
      <HeldNotice />
      <DataTable
        label={words.title}
        view={view}
        rows={list?.rows}
        rowId={rowId}
        href={address}
        onOpen={open}
        phoneRow={phoneRow}
        empty={
          <EmptyState
            title={words.emptyTitle}
            actions={
              <Button look="primary" icon={<PlusIcon aria-hidden />} onClick={create}>
                {words.newForm}
              </Button>
            }
          >
            {words.emptyBody}
          </EmptyState>
        }
      />
    </Page>
  );
}

function HeldNotice() {
  const words = useMessages(messages);
  const org = useOrg();
  const held = useOrgQuery(api.widgets.held, org.can("held:review") ? {} : "skip");
  if (!held || held.rows.length === 0) return null;
  const n = held.rows.length;
  return (
    <div className="form-notice row" role="status">
      <EyeOpenIcon aria-hidden />
      <span className="grow">{held.more ? words.waitingMore({ n }) : words.waiting({ n })}</span>
      <ButtonLink size="small" to={org.path("forms/review")}>
        {words.review}
      </ButtonLink>
    </div>
  );
}
