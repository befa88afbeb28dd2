// The list of customers: filters as sentences, live rows, an exact count, and the open record in a sheet beside it.
import { Suspense, useCallback, useMemo, useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { DownloadIcon, MixerVerticalIcon, PlusIcon } from "@radix-ui/react-icons";
import type { Group } from "../../../convex/customers/conditions";
import { useOrg } from "../../data/org";
import { useShortcut } from "../../data/useShortcut";
import { useMessages } from "../../i18n/messages";
import { AfterStart, useIdle } from "../../ui/AfterStart";
import { Button, IconButton } from "../../ui/Button";
import { DataTable } from "../../ui/DataTable";
import { Page } from "../../ui/Page";
import { Popover } from "../../ui/Popover";
import { later } from "../../ui/later";
import { readLocal, writeLocal } from "../../ui/store";
import { useTablePosition } from "../../ui/tablePosition";
import { useTableView } from "../../ui/tableView";
import { useAddress } from "../../ui/useAddress";
import { fieldColumns } from "../fields/columns";
import { RelatedNames } from "../fields/FieldValue";
import { ownFilters } from "../fields/ownFilters";
import { useFields, useRelated } from "../fields/useFields";
import type { ExportTarget } from "../exports/ExportDialog";
import { fieldsOfColumns, isHere } from "./columnFields";
import { phoneRow, useCustomerColumns } from "./columns";
import { ListFilters } from "./ListFilters";
import { messages } from "./messages";
import { SearchBox } from "./SearchBox";
import { SelectionBar } from "./SelectionBar";
import { useCellEdits } from "./useCellEdits";
import type { CustomerRow } from "../../hooks/useCustomers";
import { useListRows } from "./useListRows";
import { useListSelection } from "./useListSelection";
import { useListView } from "./useListView";
import "./customers.css";

const NewCustomerSheet = later(() => import("./NewCustomerSheet"));
const CustomerSheet = later(() => import("./CustomerSheet"));
const CustomersEmpty = later(() => import("./CustomersEmpty"));
const RowMenu = later(() => import("./RowMenu"));
const CustomerKpis = later(() => import("./CustomerKpis"));
const Pager = later(() => import("../../ui/Pager"));
const ViewMenu = later(() => import("./ViewMenu"));
const ExportDialog = later(() => import("../exports/ExportDialog"));
const ColumnsPanel = later(async () => ({ default: (await import("./ColumnsPanel")).ColumnsPanel }));

const rowId = (row: CustomerRow) => row._id;
/** Whether this person wants the figures over the list; kept in the browser. */
const kpisKey = "orbit.customers.kpis";

export function CustomerListPage({ name, mine = false }: { name: string; mine?: boolean }) {
  const words = useMessages(messages);
  const org = useOrg();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [search, setAddress] = useAddress();
  const fields = useFields();
  const own = useMemo(() => ownFilters(fields), [fields]);
  const list = useListView(!mine, own);
  const { look, setLook } = list;
  const edits = useCellEdits();
  const standard = useCustomerColumns(edits);
  const columns = useMemo(() => [...standard, ...fieldColumns<CustomerRow>(fields)], [standard, fields]);
  const tableName = list.view === null ? name : `${name}.${list.view._id}`;
  const view = useTableView<CustomerRow>(tableName, columns, list.arrangement);
  const text = search.get("q") ?? "";
  const openId = search.get("open");
  const asked = useMemo(() => fieldsOfColumns(view.wanted), [view.wanted]);
  const shown = useListRows({ name, mine, isReady: list.isReady, look, text, fields: asked });
  const { rows, count, total, filters, listArgs, isSearch, isFiltered } = shown;
  const customs = useMemo(() => (rows ?? []).map(({ custom }) => custom), [rows]);
  const related = useRelated(fields, customs);
  // A column that was just chosen appears with its values.
  const table = useMemo(
    () =>
      rows === undefined
        ? view
        : { ...view, columns: view.columns.filter(({ id }) => isHere(id, shown.fields)) },
    [view, rows, shown.fields],
  );
  const position = useTablePosition();
  const selection = useListSelection({ listKey: shown.key, rows, filters, count });

  const mayExport = org.can("customers:export");
  // The figures are of everybody one sees: over "My accounts" they would speak of other rows than the list.
  const mayCount = !mine && org.can("dashboard:read");
  const [wantsKpis, setWantsKpis] = useState(() => readLocal(kpisKey, true));
  // The rows come first: the figures and their code wait for them.
  const isCalm = useIdle(rows !== undefined);
  const toggleKpis = () => {
    writeLocal(kpisKey, !wantsKpis);
    setWantsKpis(!wantsKpis);
  };
  const [isExporting, setExporting] = useState(false);
  const columnIds = view.columns.map(({ id }) => id);
  // A search is its best matches, which have no filter that says the same.
  const viewTarget: ExportTarget = isSearch
    ? { kind: "rows", customerIds: (rows ?? []).map(rowId) }
    : { kind: "everything", filters, ...listArgs };

  const href = useCallback((row: CustomerRow) => org.path(`customers/${row._id}`), [org]);
  const open = useCallback(
    // Walking the list replaces the address, so that Back leaves the record and not each one that was passed.
    (row: CustomerRow) =>
      setAddress({ open: row._id }, { isNewEntry: !new URLSearchParams(location.search).has("open") }),
    [setAddress],
  );
  const close = useCallback(() => setAddress({ open: null }), [setAddress]);
  const startNew = useCallback(() => setAddress({ new: "1" }), [setAddress]);
  const clear = useCallback(() => void navigate(pathname, { replace: true }), [navigate, pathname]);
  const setWhere = useCallback((where: Group) => setLook({ where }), [setLook]);
  const mayCreate = org.can("customers:create");
  useShortcut(mayCreate ? "N" : null, startNew, words.newCustomer);
  const deeds = {
    ...(org.can("customers:assign") ? { A: "owner" } : {}),
    ...(org.can("customers:tag") ? { T: "tags" } : {}),
  };

  return (
    <Page
      title={mine ? words.myAccounts : words.customers}
      {...(shown.counted === undefined ? {} : { count: shown.counted })}
      actions={
        mayCreate && (
          <Button look="primary" icon={<PlusIcon aria-hidden />} onClick={startNew}>
            {words.newCustomer}
          </Button>
        )
      }
      toolbar={
        <>
          <SearchBox value={text} onChange={(q) => setAddress({ q })} />
          {!mine && (
            <AfterStart before={<span className="view-place" />}>
              <Suspense fallback={<span className="view-place" />}>
                <ViewMenu
                  list={list}
                  arrangement={view.arrangement}
                  isArrangementChanged={view.isChanged}
                  onSaved={view.reset}
                />
              </Suspense>
            </AfterStart>
          )}
          <ListFilters
            where={look.where}
            onChange={setWhere}
            mine={mine}
            groupBy={look.groupBy}
            onUngroup={() => setLook({ groupBy: null })}
          />
          <div className="toolbar-end">
            {/* Groups that are folded away are no pages. */}
            {isCalm && total !== undefined && look.groupBy === null && (
              <Suspense>
                <Pager position={position} total={total} />
              </Suspense>
            )}
            {mayExport && (
              <IconButton label={words.exportView} onClick={() => setExporting(true)}>
                <DownloadIcon aria-hidden />
              </IconButton>
            )}
            <Popover
              align="end"
              label={words.view}
              trigger={(trigger) => (
                <IconButton {...trigger} label={words.view}>
                  <MixerVerticalIcon aria-hidden />
                </IconButton>
              )}
            >
              <Suspense>
                <ColumnsPanel
                  table={view}
                  list={list}
                  {...(mayCount ? { figures: { isShown: wantsKpis, onToggle: toggleKpis } } : {})}
                />
              </Suspense>
            </Popover>
          </div>
        </>
      }
    >
      {mayCount && wantsKpis && (count !== 0 || isFiltered) && (
        <Suspense fallback={<div className="kpis" />}>
          {isCalm ? <CustomerKpis now={shown.hour} look={look} onLook={setLook} /> : <div className="kpis" />}
        </Suspense>
      )}
      <div className="customer-list">
        <RelatedNames value={related}>
          <DataTable
            label={mine ? words.myAccounts : words.customers}
            view={table}
            rows={rows}
            rowId={rowId}
            href={href}
            onOpen={open}
            openId={openId}
            density={list.density}
            {...(isSearch ? {} : { sort: look.sort, onSort: (next) => setLook({ sort: next }) })}
            status={shown.status}
            onLoadMore={shown.loadMore}
            {...(count === undefined ? {} : { total: count })}
            {...(shown.sections === undefined ? {} : { sections: shown.sections })}
            {...(shown.note === undefined ? {} : { note: shown.note })}
            resetKey={shown.key}
            position={position}
            phoneRow={phoneRow}
            rowMenu={RowMenu}
            deeds={deeds}
            empty={
              <Suspense>
                <CustomersEmpty
                  mine={mine}
                  isFiltered={isFiltered}
                  onClear={clear}
                  onNew={mayCreate ? startNew : null}
                />
              </Suspense>
            }
            {...(org.can("customers:bulk")
              ? {
                  selected: selection.selected,
                  onSelect: selection.select,
                  selectedCount: selection.count,
                  selectionBar: (
                    <SelectionBar
                      selection={selection}
                      list={shown}
                      mayExport={mayExport}
                      columns={columnIds}
                    />
                  ),
                }
              : {})}
          />
        </RelatedNames>
      </div>
      {isExporting && list.isReady && (
        <Suspense>
          <ExportDialog target={viewTarget} columns={columnIds} onClose={() => setExporting(false)} />
        </Suspense>
      )}
      {search.has("new") && mayCreate && (
        <Suspense>
          <NewCustomerSheet
            onClose={() => setAddress({ new: null })}
            onOpen={(id) => setAddress({ new: null, open: id })}
          />
        </Suspense>
      )}
      {openId !== null && (
        <Suspense>
          <CustomerSheet customerId={openId} onClose={close} />
        </Suspense>
      )}
    </Page>
  );
}
