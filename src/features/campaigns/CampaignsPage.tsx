// Campaigns, newest first, each with how far it is, live.
import { Suspense, useCallback, useMemo } from "react";
import { useNavigate } from "react-router";
import { PlusIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgPaginated } from "../../data/org";
import { useShortcut } from "../../data/useShortcut";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { DataTable, type PhoneRow } from "../../ui/DataTable";
import { EmptyState } from "../../ui/Feedback";
import { FilterChips } from "../../ui/FilterChips";
import { LiveValue } from "../../ui/LiveValue";
import { Page } from "../../ui/Page";
import { useTableView, type Column } from "../../ui/tableView";
import { useAddress } from "../../ui/useAddress";
import { DateText } from "../../ui/Values";
import { later } from "../../ui/later";
import { CampaignBadge, type CampaignRow } from "./campaign";
import { messages } from "./messages";
import "./campaigns.css";

const CampaignSheet = later(() => import("./CampaignSheet"));

const rowId = (row: CampaignRow) => row._id;

export default function CampaignsPage() {
  const words = useMessages(messages);
  const navigate = useNavigate();
  const { can, path } = useOrg();
  const [search, setAddress] = useAddress();
  const isArchived = search.get("put") === "away";
  const { status, rows, loadMore } = useOrgPaginated(
    api.campaigns.list,
    { isArchived },
    { initialNumItems: 50, pageSize: 50 },
  );
  const view = useTableView("campaigns", useColumns());
  const href = useCallback((row: CampaignRow) => path(`campaigns/${row._id}`), [path]);
  const open = useCallback((row: CampaignRow) => void navigate(href(row)), [navigate, href]);
  const mayManage = can("campaigns:manage");
  useShortcut(mayManage ? "N" : null, () => setAddress({ new: "1" }), words.newCampaign);
  const add = mayManage && (
    <Button look="primary" icon={<PlusIcon aria-hidden />} onClick={() => setAddress({ new: "1" })}>
      {words.newCampaign}
    </Button>
  );
  return (
    <Page
      title={words.title}
      actions={add}
      toolbar={
        <FilterChips
          label={words.shown}
          value={isArchived ? "away" : null}
          onChange={(value) => setAddress({ put: value })}
          options={[
            { value: null, label: words.inUse },
            { value: "away", label: words.archived },
          ]}
        />
      }
    >
      <DataTable
        label={words.title}
        view={view}
        rows={rows}
        rowId={rowId}
        href={href}
        onOpen={open}
        status={status}
        onLoadMore={loadMore}
        resetKey={isArchived ? "away" : "use"}
        phoneRow={phoneRow}
        empty={
          isArchived ? (
            <EmptyState title={words.emptyArchived} />
          ) : (
            <EmptyState title={words.emptyTitle} actions={add}>
              {words.empty}
            </EmptyState>
          )
        }
      />
      {search.get("new") === "1" && mayManage && (
        <Suspense>
          <CampaignSheet
            campaign={null}
            onSaved={(id) => void navigate(path(`campaigns/${id}`))}
            onClose={() => setAddress({ new: null })}
          />
        </Suspense>
      )}
    </Page>
  );
}

const phoneRow = (row: CampaignRow): PhoneRow => ({
  title: row.name,
  titleEnd: <CampaignBadge state={row.state} />,
  line: <DateText at={row.createdAt} />,
  lineEnd: <SentOf row={row} />,
});

function SentOf({ row }: { row: CampaignRow }) {
  const words = useMessages(messages);
  const format = useFormat();
  return row.reach === null ? (
    <span className="quiet">—</span>
  ) : (
    <LiveValue value={row.sent}>
      <span className="numeric">
        {words.of({ sent: format.number(row.sent), reach: format.number(row.reach) })}
      </span>
    </LiveValue>
  );
}

/** Stable while the language stays. */
function useColumns(): readonly Column<CampaignRow>[] {
  const words = useMessages(messages);
  return useMemo<Column<CampaignRow>[]>(
    () => [
      {
        id: "name",
        header: words.name,
        width: 300,
        cell: (row) => <span className="truncate">{row.name}</span>,
      },
      { id: "state", header: words.state, width: 150, cell: (row) => <CampaignBadge state={row.state} /> },
      { id: "sent", header: words.sentOf, width: 140, align: "end", cell: (row) => <SentOf row={row} /> },
      {
        id: "createdAt",
        header: words.created,
        width: 140,
        cell: (row) => <DateText at={row.createdAt} />,
      },
    ],
    [words],
  );
}
