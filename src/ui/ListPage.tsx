// The page of a list: what it is called and how many there are, filters in the address, the table, what is added and
// what opens beside it. A page that uses it tells what is special to its rows.
import { Fragment, Suspense, useCallback, useEffect, type ReactNode } from "react";
import { useNavigate } from "react-router";
import { PlusIcon } from "@radix-ui/react-icons";
import { useShortcut } from "../data/useShortcut";
import { useFormat } from "../i18n/format";
import { Button, ButtonLink } from "./Button";
import { ColumnsMenu } from "./ColumnsMenu";
import { DataTable, type PhoneRow } from "./DataTable";
import { EmptyState } from "./Feedback";
import { FilterBar, type Filter, type FilterValues } from "./FilterBar";
import { Page } from "./Page";
import type { PageStatus } from "./tablePosition";
import { useTableView, type Column } from "./tableView";
import { useAddress } from "./useAddress";

/** Rows that fill a screen. */
const SCREEN = 40;

interface ListRow {
  _id: string;
}

export interface ListPageProps<Row extends ListRow> {
  /** The table's key in this browser: widths and hidden columns are kept under it. */
  name: string;
  title: string;
  /** Stable (useMemo over the words); the first is the row's link. */
  columns: readonly Column<Row>[];
  /** Stable (module level). */
  phoneRow: (row: Row) => PhoneRow;
  list: { rows: readonly Row[] | undefined; status: PageStatus; loadMore: () => void };
  /** The exact number of rows of the whole list; undefined while it is not known. */
  total?: number | undefined;
  /** A page of the list holds only what matches of it: pages are fetched until there is a screen of rows. */
  isSifted?: boolean;
  /** From useFilterParams, with the filters to choose from. */
  filters?: {
    choices: readonly Filter[];
    values: FilterValues;
    onChange: (values: FilterValues) => void;
    key: string;
  };
  /** Further controls before the filters, and a name of the list that they make: another name begins at its top. */
  tools?: ReactNode;
  toolsKey?: string;
  /** At the end of the toolbar, before the columns: sums of what is seen. */
  toolsEnd?: ReactNode;
  /** Something is looked for: an empty list means no match then. */
  isFiltered?: boolean;
  /** What is added here, by its button and by N; false for who may not. A page of its own, or `?new=1` over the list. */
  add?: false | { label: string; to?: string; show?: (close: () => void) => ReactNode };
  /** Page actions before the one that adds. */
  actions?: ReactNode;
  /** A row's own page. Stable. */
  href?: (row: Row) => string;
  /** What opens beside the list, by the address's parameter: `?order=<id>`. */
  sheet?: { param: string; show: (id: string, close: () => void) => ReactNode };
  empty: { title: string; text: ReactNode; picture?: ReactNode; noMatch: string };
  children?: ReactNode;
}

export function ListPage<Row extends ListRow>(props: ListPageProps<Row>) {
  const { list, total, filters, add, href, sheet, empty } = props;
  const format = useFormat();
  const navigate = useNavigate();
  const [search, setAddress] = useAddress();
  const view = useTableView(props.name, props.columns);
  const param = sheet?.param;
  const open = useCallback(
    (row: Row) => {
      if (param !== undefined) setAddress({ [param]: row._id });
      else if (href !== undefined) void navigate(href(row));
    },
    [param, href, setAddress, navigate],
  );
  useFilled(list, props.isSifted ?? false);

  const openAdd = () => setAddress({ new: "1" });
  const { to: addTo } = add || {};
  useShortcut(
    add ? "N" : null,
    () => (addTo === undefined ? openAdd() : void navigate(addTo)),
    add ? add.label : undefined,
  );
  const icon = <PlusIcon aria-hidden />;
  const addButton =
    add &&
    (add.to === undefined ? (
      <Button look="primary" icon={icon} onClick={openAdd}>
        {add.label}
      </Button>
    ) : (
      <ButtonLink look="primary" icon={icon} to={add.to}>
        {add.label}
      </ButtonLink>
    ));
  const isFiltered = props.isFiltered ?? Object.keys(filters?.values ?? {}).length > 0;
  const openId = param === undefined ? null : search.get(param);

  return (
    <Page
      title={props.title}
      {...(total === undefined ? {} : { count: format.number(total) })}
      actions={
        <>
          {props.actions}
          {addButton}
        </>
      }
      toolbar={
        <>
          {props.tools}
          {filters && (
            <FilterBar filters={filters.choices} values={filters.values} onChange={filters.onChange} />
          )}
          <div className="toolbar-end">
            {props.toolsEnd}
            <ColumnsMenu view={view} />
          </div>
        </>
      }
    >
      <DataTable
        label={props.title}
        view={view}
        rows={list.rows}
        rowId={rowId}
        {...(href === undefined ? {} : { href })}
        onOpen={open}
        openId={openId}
        status={list.status}
        onLoadMore={list.loadMore}
        resetKey={`${filters?.key ?? ""}${props.toolsKey ?? ""}`}
        phoneRow={props.phoneRow}
        {...(total === undefined ? {} : { total })}
        empty={
          isFiltered ? (
            <EmptyState title={empty.noMatch} />
          ) : (
            <EmptyState title={empty.title} picture={empty.picture} actions={addButton}>
              {empty.text}
            </EmptyState>
          )
        }
      />
      <Suspense>
        {add && add.show && search.get("new") === "1" && add.show(() => setAddress({ new: null }))}
        {sheet && openId !== null && (
          <Fragment key={openId}>{sheet.show(openId, () => setAddress({ [sheet.param]: null }))}</Fragment>
        )}
        {props.children}
      </Suspense>
    </Page>
  );
}

const rowId = (row: ListRow) => row._id;

function useFilled({ rows, status, loadMore }: ListPageProps<ListRow>["list"], isSifted: boolean): void {
  const shown = rows?.length ?? 0;
  useEffect(() => {
    if (isSifted && status === "CanLoadMore" && shown < SCREEN) loadMore();
  }, [isSifted, status, shown, loadMore]);
}
