// The catalogue of packages: what is on offer and how it sells, live; a row opens with its buyers (PKG-10).
import { Suspense, useCallback } from "react";
import { PlusIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgPaginated } from "../../data/org";
import { useShortcut } from "../../data/useShortcut";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { ColumnsMenu } from "../../ui/ColumnsMenu";
import { DataTable } from "../../ui/DataTable";
import { EmptyState } from "../../ui/Feedback";
import { FilterChips } from "../../ui/FilterChips";
import { Page } from "../../ui/Page";
import { useTableView } from "../../ui/tableView";
import { useAddress } from "../../ui/useAddress";
import { later } from "../../ui/later";
import { messages } from "./messages";
import { phoneRow, rowId, usePackageColumns } from "./packageColumns";
import type { CatalogueRow } from "./packages";
import "./packages.css";

const PackageForm = later(() => import("./PackageForm"));
const PackageSheet = later(() => import("./PackageSheet"));
const SellPackageSheet = later(() => import("./SellPackageSheet"));

export default function PackagesPage() {
  const words = useMessages(messages);
  const { can } = useOrg();
  const [search, setAddress] = useAddress();
  const isArchived = search.get("put") === "away";
  const { status, rows, loadMore } = useOrgPaginated(
    api.packages.catalogue,
    { isArchived },
    { initialNumItems: 60, pageSize: 60 },
  );
  const view = useTableView("packages", usePackageColumns());
  const open = useCallback((row: CatalogueRow) => setAddress({ package: row._id }), [setAddress]);
  const openId = search.get("package");
  const mayManage = can("packages:manage");
  const isEmpty = rows?.length === 0 && status === "Exhausted" && !isArchived;
  useShortcut(mayManage ? "N" : null, () => setAddress({ new: "1" }), words.newPackage);
  const add = mayManage && (
    <Button look="primary" icon={<PlusIcon aria-hidden />} onClick={() => setAddress({ new: "1" })}>
      {words.newPackage}
    </Button>
  );
  return (
    <Page
      title={words.title}
      actions={
        <>
          {can("packages:sell") && !isEmpty && (
            <Button onClick={() => setAddress({ sell: "1" })}>{words.sell}</Button>
          )}
          {add}
        </>
      }
      toolbar={
        <>
          <FilterChips
            label={words.filter}
            value={isArchived ? "away" : null}
            onChange={(value) => setAddress({ put: value })}
            options={[
              { value: null, label: words.onOffer },
              { value: "away", label: words.putAway },
            ]}
          />
          <div className="toolbar-end">
            <ColumnsMenu view={view} />
          </div>
        </>
      }
    >
      <DataTable
        label={words.title}
        view={view}
        rows={rows}
        rowId={rowId}
        onOpen={open}
        openId={openId}
        status={status}
        onLoadMore={loadMore}
        resetKey={isArchived ? "away" : "offer"}
        phoneRow={phoneRow}
        empty={
          isArchived ? (
            <EmptyState title={words.emptyPutAway} />
          ) : (
            <EmptyState title={words.emptyTitle} actions={add}>
              {words.empty}
            </EmptyState>
          )
        }
      />
      {search.get("new") === "1" && mayManage && (
        <Suspense>
          <PackageForm offer={null} onClose={() => setAddress({ new: null })} />
        </Suspense>
      )}
      {search.get("sell") === "1" && can("packages:sell") && (
        <Suspense>
          <SellPackageSheet onClose={() => setAddress({ sell: null })} />
        </Suspense>
      )}
      {openId !== null && (
        <Suspense>
          <PackageSheet key={openId} packageId={openId} onClose={() => setAddress({ package: null })} />
        </Suspense>
      )}
    </Page>
  );
}
