// The catalogue of packages: what is on offer and how it sells, live; a row opens with its buyers (PKG-10).
import { useMemo } from "react";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgPaginated } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { FilterChips } from "../../ui/FilterChips";
import { ListPage } from "../../ui/ListPage";
import { useAddress } from "../../ui/useAddress";
import { later } from "../../ui/later";
import { messages } from "./messages";
import { packageColumns, phoneRow } from "./packageColumns";
import "./packages.css";

const PackageForm = later(() => import("./PackageForm"));
const PackageSheet = later(() => import("./PackageSheet"));
const SellPackageSheet = later(() => import("./SellPackageSheet"));

export default function PackagesPage() {
  const words = useMessages(messages);
  const { can } = useOrg();
  const [search, setAddress] = useAddress();
  const isArchived = search.get("put") === "away";
  const list = useOrgPaginated(api.packages.catalogue, { isArchived }, { pageSize: 60 });
  const isEmpty = list.rows?.length === 0 && list.status === "Exhausted" && !isArchived;
  const maySell = can("packages:sell");
  return (
    <ListPage
      name="packages"
      title={words.title}
      columns={useMemo(() => packageColumns(words), [words])}
      phoneRow={phoneRow}
      list={list}
      isFiltered={isArchived}
      tools={
        <FilterChips
          label={words.filter}
          value={isArchived ? "away" : null}
          onChange={(value) => setAddress({ put: value })}
          options={[
            { value: null, label: words.onOffer },
            { value: "away", label: words.putAway },
          ]}
        />
      }
      toolsKey={isArchived ? "away" : "offer"}
      actions={maySell && !isEmpty && <Button onClick={() => setAddress({ sell: "1" })}>{words.sell}</Button>}
      add={
        can("packages:manage") && {
          label: words.newPackage,
          show: (close) => <PackageForm offer={null} onClose={close} />,
        }
      }
      sheet={{
        param: "package",
        show: (packageId, close) => <PackageSheet packageId={packageId} onClose={close} />,
      }}
      empty={{ title: words.emptyTitle, text: words.empty, noMatch: words.emptyPutAway }}
    >
      {maySell && search.get("sell") === "1" && (
        <SellPackageSheet onClose={() => setAddress({ sell: null })} />
      )}
    </ListPage>
  );
}
