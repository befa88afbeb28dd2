// The list of customers: filters as sentences, live rows, an exact count, and the open record in a sheet beside it.
import { lazy, Suspense, useCallback, useMemo, useState, type ReactNode } from "react";
import { useLocation, useNavigate, useSearchParams } from "react-router";
import { MixerVerticalIcon, PlusIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useAsksFirst } from "../../data/firstAnswers";
import { useOrg, useOrgQuery, useOrgQueryKept } from "../../data/org";
import { useShortcut } from "../../data/useShortcut";
import { useMessages } from "../../i18n/messages";
import { Button, IconButton } from "../../ui/Button";
import { DataTable, type Sort } from "../../ui/DataTable";
import { FilterBar } from "../../ui/FilterBar";
import { Menu } from "../../ui/Menu";
import { Page } from "../../ui/Page";
import { useTableView } from "../../ui/tableView";
import { useFilterParams } from "../../ui/useFilterParams";
import { NumberText } from "../../ui/Values";
import { phoneRow, useCustomerColumns } from "./columns";
import { filterIds, toFilters, useCustomerFilters } from "./filters";
import { messages } from "./messages";
import { SearchBox } from "./SearchBox";
import { useCustomerPages, type CustomerRow } from "./useCustomerPages";
import { useLeaveWalk } from "./walk";
import { useKeptScroll } from "./useKeptScroll";
import "./customers.css";

const NewCustomerSheet = lazy(() => import("./NewCustomerSheet"));
const CustomerSheet = lazy(() => import("./CustomerSheet"));
const CustomersEmpty = lazy(() => import("./CustomersEmpty"));
const AssignBar = lazy(() => import("./AssignBar"));

const rowId = (row: CustomerRow) => row._id;
const sorts = ["name", "createdAt", "lastContactAt", "lifetimeValue"] as const;
const firstSort: Sort = { column: "name", direction: "asc" };
const none: ReadonlySet<string> = new Set();

export function CustomerListPage({ name, mine = false }: { name: string; mine?: boolean }) {
  const words = useMessages(messages);
  const org = useOrg();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [search, setSearch] = useSearchParams();
  const columns = useCustomerColumns();
  const view = useTableView<CustomerRow>(name, columns);
  const params = useFilterParams(filterIds, firstSort);
  const text = search.get("q") ?? "";
  const openId = search.get("open");
  const [selected, setSelected] = useState<ReadonlySet<string>>(none);

  const filters = useMemo(() => toFilters(params.filters, mine), [params.filters, mine]);
  const sort = sorts.find((one) => one === params.sort.column) ?? "name";
  const order = params.sort.direction;
  const listArgs = useMemo(() => ({ filters, sort, order }), [filters, sort, order]);
  const isSearch = text.trim() !== "";
  const list = useCustomerPages(isSearch ? "skip" : listArgs);
  const found = useOrgQueryKept(api.customers.search, isSearch ? { text, filters } : "skip");
  const count = useOrgQuery(api.customers.count, isSearch ? "skip" : { filters });
  useAsksFirst(api.customers.count, isSearch ? "skip" : { filters, orgId: org.orgId });
  const rows = isSearch ? found?.rows : list.rows;
  const listKey = JSON.stringify([org.orgId, name, listArgs, text]);
  useLeaveWalk(rows, list.loadMore);
  const restore = useKeptScroll(listKey, rows?.length ?? 0);

  const setParam = useCallback(
    (key: string, value: string | null, replace = true) =>
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          if (value === null || value === "") next.delete(key);
          else next.set(key, value);
          return next;
        },
        { replace },
      ),
    [setSearch],
  );
  const href = useCallback((row: CustomerRow) => org.path(`customers/${row._id}`), [org]);
  const open = useCallback(
    // Walking the list replaces the address, so that Back leaves the record and not each one that was passed.
    (row: CustomerRow) => setParam("open", row._id, new URLSearchParams(location.search).has("open")),
    [setParam],
  );
  const close = useCallback(() => setParam("open", null), [setParam]);
  const startNew = useCallback(() => setParam("new", "1"), [setParam]);
  const clear = useCallback(() => void navigate(pathname, { replace: true }), [navigate, pathname]);
  const mayCreate = org.can("customers:create");
  useShortcut(mayCreate ? "N" : null, startNew, words.newCustomer);

  const isFiltered = isSearch || Object.keys(params.filters).length > 0;
  let counted: ReactNode;
  if (!isSearch) counted = count === undefined ? undefined : <NumberText value={count} />;
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
          <SearchBox value={text} onChange={(next) => setParam("q", next)} />
          <Filters values={params.filters} onChange={params.setFilters} mine={mine} />
          <div className="toolbar-end">
            <Menu
              align="end"
              items={[{ heading: words.columns }, ...view.menuItems]}
              trigger={(trigger) => (
                <IconButton {...trigger} label={words.view}>
                  <MixerVerticalIcon aria-hidden />
                </IconButton>
              )}
            />
          </div>
        </>
      }
    >
      <div className="customer-list" ref={restore}>
        <DataTable
          label={mine ? words.myAccounts : words.customers}
          view={view}
          rows={rows}
          rowId={rowId}
          href={href}
          onOpen={open}
          openId={openId}
          {...(isSearch ? {} : { sort: params.sort, onSort: params.setSort })}
          status={isSearch ? (found ? "Exhausted" : "LoadingFirstPage") : list.status}
          onLoadMore={list.loadMore}
          {...(count === undefined ? {} : { total: count })}
          resetKey={listKey}
          phoneRow={phoneRow}
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
          {...(org.can("customers:assign")
            ? {
                selected,
                onSelect: setSelected,
                selectionBar: (
                  <Suspense>
                    <AssignBar selected={selected} rows={rows ?? []} onDone={() => setSelected(none)} />
                  </Suspense>
                ),
              }
            : {})}
        />
      </div>
      {search.has("new") && mayCreate && (
        <Suspense>
          <NewCustomerSheet onClose={() => setParam("new", null)} onOpen={(id) => openAfterNew(id)} />
        </Suspense>
      )}
      {openId !== null && (
        <Suspense>
          <CustomerSheet customerId={openId} onClose={close} />
        </Suspense>
      )}
    </Page>
  );

  function openAfterNew(id: string) {
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        next.delete("new");
        next.set("open", id);
        return next;
      },
      { replace: true },
    );
  }
}

function Filters(props: {
  values: ReturnType<typeof useFilterParams>["filters"];
  onChange: ReturnType<typeof useFilterParams>["setFilters"];
  mine: boolean;
}) {
  return (
    <FilterBar filters={useCustomerFilters(props.mine)} values={props.values} onChange={props.onChange} />
  );
}
