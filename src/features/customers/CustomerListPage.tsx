// The list of customers: filters as sentences, live rows, an exact count, and the open record in a sheet beside it.
import { lazy, Suspense, useCallback, useMemo, useState, type ReactNode } from "react";
import { useLocation, useNavigate } from "react-router";
import { DownloadIcon, MixerVerticalIcon, PlusIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { isRelative, type Group } from "../../../convex/customers/conditions";
import { useAsksFirst } from "../../data/firstAnswers";
import { useOrg } from "../../data/org";
import { useShortcut } from "../../data/useShortcut";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { AfterStart, useIdle } from "../../ui/AfterStart";
import { Button, IconButton } from "../../ui/Button";
import { useNow } from "../../ui/clock";
import { DataTable } from "../../ui/DataTable";
import { Page } from "../../ui/Page";
import { Popover } from "../../ui/Popover";
import { readLocal, writeLocal } from "../../ui/store";
import { useTablePosition } from "../../ui/tablePosition";
import { useTableView } from "../../ui/tableView";
import { NumberText } from "../../ui/Values";
import { useAddress } from "../../ui/useAddress";
import { fieldColumns } from "../fields/columns";
import { RelatedNames } from "../fields/FieldValue";
import { ownFilters } from "../fields/ownFilters";
import { useFields, useRelated } from "../fields/useFields";
import type { ExportTarget } from "../exports/ExportDialog";
import { phoneRow, sortOf, useCustomerColumns } from "./columns";
import { withoutBlanks } from "./filterShapes";
import { ListFilters } from "./ListFilters";
import { groupings } from "./look";
import { messages } from "./messages";
import { SearchBox } from "./SearchBox";
import { useCellEdits } from "./useCellEdits";
import { useCustomerCount } from "./useCustomerCount";
import { useCustomers, type CustomerRow } from "../../hooks/useCustomers";
import { useFound, type Found } from "./useFound";
import { useGroups } from "./useGroups";
import { useLeaveWalk } from "./walk";
import { useKeptScroll } from "./useKeptScroll";
import { useListSelection } from "./useListSelection";
import { useListView } from "./useListView";
import "./customers.css";

const NewCustomerSheet = lazy(() => import("./NewCustomerSheet"));
const CustomerSheet = lazy(() => import("./CustomerSheet"));
const CustomersEmpty = lazy(() => import("./CustomersEmpty"));
const BulkBar = lazy(() => import("./BulkBar"));
const RowMenu = lazy(() => import("./RowMenu"));
const CustomerKpis = lazy(() => import("./CustomerKpis"));
const Pager = lazy(() => import("../../ui/Pager"));
const ViewMenu = lazy(() => import("./ViewMenu"));
const ExportDialog = lazy(() => import("../exports/ExportDialog"));
const ExportSelection = lazy(() => import("../exports/ExportSelection"));
const ColumnsPanel = lazy(async () => ({ default: (await import("./ColumnsPanel")).ColumnsPanel }));

const rowId = (row: CustomerRow) => row._id;
const hourMs = 3_600_000;
/** Whether this person wants the figures over the list; kept in the browser. */
const kpisKey = "orbit.customers.kpis";

export function CustomerListPage({ name, mine = false }: { name: string; mine?: boolean }) {
  const words = useMessages(messages);
  const format = useFormat();
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
  const isSearch = text.trim() !== "";

  // "Today" moves by the hour: answers stay the same in between, and live pages need not be asked anew.
  const hour = Math.floor(useNow() / hourMs) * hourMs;
  const whereKey = JSON.stringify(look.where);
  const filters = useMemo(
    () => {
      const where = withoutBlanks(look.where);
      return {
        ...(mine ? { owners: ["me"] } : {}),
        ...(where.rules.length === 0 ? {} : { where, ...(isRelative(where) ? { now: hour } : {}) }),
      };
    },
    // The key stands for the conditions, which are new objects at each render.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [whereKey, mine, hour],
  );
  const sort = sortOf(look.sort.column) ?? "name";
  const order = look.sort.direction;
  // Within the groups of a sort by status or owner, customers go by name.
  const listArgs = useMemo(
    () => ({ sort, order: sortOf(look.sort.column) === null ? ("asc" as const) : order }),
    [sort, order, look.sort.column],
  );
  const sortedBy = groupings.find((one) => one === look.sort.column) ?? null;
  const groups = useGroups(
    isSearch ? null : (look.groupBy ?? sortedBy),
    isSearch || !list.isReady ? "skip" : filters,
    { isHidden: look.groupBy === null, isReversed: look.groupBy === null && order === "desc" },
  );
  const pages = useCustomers(listArgs, groups.runs);
  const found = useFound(text, filters);
  const { count, sofar } = useCustomerCount(isSearch || !list.isReady ? "skip" : filters, pages.rows);
  const isSteady = !isSearch && list.isReady && filters.now === undefined;
  useAsksFirst(api.customers.count, isSteady ? { filters, orgId: org.orgId } : "skip");
  const rows = isSearch ? found?.rows : pages.rows;
  const customs = useMemo(() => (rows ?? []).map(({ custom }) => custom), [rows]);
  const related = useRelated(fields, customs);
  const listKey = JSON.stringify([org.orgId, name, filters, listArgs, look.groupBy, text]);
  useLeaveWalk(rows, listArgs, isSearch ? null : pages.following);
  const restore = useKeptScroll(listKey, rows?.length ?? 0);
  const sections = isSearch ? undefined : groups.sectionsOf(pages.counts);

  const position = useTablePosition();
  const total = isSearch ? found?.rows.length : count;
  const selection = useListSelection({ listKey, rows, filters, count });

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
    ? { kind: "rows", customerIds: (found?.rows ?? []).map(rowId) }
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

  const isFiltered = isSearch || look.where.rules.length > 0;
  const note = isSearch ? searchNote(words, found) : skimNote(words, format, pages.skimmed);
  let counted: ReactNode;
  if (!isSearch && sofar !== null) counted = words.counting({ n: format.number(sofar) });
  else if (!isSearch) counted = count === undefined ? undefined : <NumberText value={count} />;
  else if (found)
    counted = found.isComplete ? words.found({ n: found.rows.length }) : words.best({ n: found.rows.length });

  return (
    <Page
      title={mine ? words.myAccounts : words.customers}
      {...(counted === undefined ? {} : { count: counted })}
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
          {isCalm ? <CustomerKpis now={hour} look={look} onLook={setLook} /> : <div className="kpis" />}
        </Suspense>
      )}
      <div className="customer-list" ref={restore}>
        <RelatedNames value={related}>
          <DataTable
            label={mine ? words.myAccounts : words.customers}
            view={view}
            rows={rows}
            rowId={rowId}
            href={href}
            onOpen={open}
            openId={openId}
            density={list.density}
            {...(isSearch ? {} : { sort: look.sort, onSort: (next) => setLook({ sort: next }) })}
            status={isSearch ? (found ? "Exhausted" : "LoadingFirstPage") : pages.status}
            onLoadMore={pages.loadMore}
            {...(count === undefined ? {} : { total: count })}
            {...(sections === undefined ? {} : { sections })}
            {...(note === undefined ? {} : { note })}
            resetKey={listKey}
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
                    <Suspense>
                      <BulkBar
                        target={selection.target}
                        count={selection.count}
                        everything={count}
                        {...(selection.isEverything || isSearch || (count ?? 0) <= selection.selected.size
                          ? {}
                          : { onEverything: selection.selectEverything })}
                        onDone={selection.clear}
                        more={
                          mayExport && (
                            <Suspense>
                              <ExportSelection
                                target={
                                  selection.isEverything
                                    ? { ...selection.target, ...listArgs }
                                    : selection.target
                                }
                                columns={columnIds}
                              />
                            </Suspense>
                          )
                        }
                      />
                    </Suspense>
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

type Words = (typeof messages)["en"];

/** What is to be said of a search whose matches are not quite what was typed. */
function searchNote(words: Words, found: Found | undefined): string | undefined {
  if (found?.instead) return words.instead({ text: found.instead });
  const isGuessed =
    found !== undefined && found.found.length > 0 && found.found.every(({ isGuess }) => isGuess);
  return isGuessed ? words.onlyAlike : undefined;
}

/** How far a list that no index answers has been looked through. */
function skimNote(
  words: Words,
  format: ReturnType<typeof useFormat>,
  skimmed: ReturnType<typeof useCustomers>["skimmed"],
): string | undefined {
  if (skimmed === null) return undefined;
  const looked = format.number(skimmed.looked);
  return skimmed.among === null
    ? words.looked({ n: looked })
    : words.lookedOf({ n: looked, of: format.number(skimmed.among) });
}
