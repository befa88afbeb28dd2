// What a customer bought to use in parts: the current packages, and the past ones (PKG-02).
import { Suspense, useState } from "react";
import { PlusIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrgPaginated, useOrgQuery } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { EmptyState, Skeleton, SkeletonLines } from "../../ui/Feedback";
import { LiveValue } from "../../ui/LiveValue";
import { LoadMore } from "../../ui/LoadMore";
import { Figure, Section } from "../../ui/Page";
import { DateText, NumberText } from "../../ui/Values";
import { later } from "../../ui/later";
import type { CustomerPartProps } from "../customers/openCustomer";
import { messages } from "./messages";
import { SoldRow } from "./SoldRow";
import "./packages.css";

const SellPackageSheet = later(() => import("./SellPackageSheet"));

const pages = { initialNumItems: 20, pageSize: 30 };

export function CustomerPackagesTab({ customer }: CustomerPartProps) {
  const words = useMessages(messages);
  const customerId = customer._id;
  const summary = useOrgQuery(api.packages.summary, { customerId });
  const current = useOrgPaginated(api.packages.ofCustomer, { customerId, group: "current" }, pages);
  const past = useOrgPaginated(api.packages.ofCustomer, { customerId, group: "past" }, pages);
  const [isSelling, setSelling] = useState(false);
  const sell = customer.may.sellPackage && (
    <Button size="small" icon={<PlusIcon aria-hidden />} onClick={() => setSelling(true)}>
      {words.sell}
    </Button>
  );
  const isLoading = current.rows === undefined || past.rows === undefined;
  const isEmpty = current.rows?.length === 0 && past.rows?.length === 0;
  return (
    <div className="customer-overview">
      {isLoading ? (
        <SkeletonLines widths={["80%", "65%"]} />
      ) : isEmpty ? (
        <EmptyState title={words.emptyHereTitle} actions={sell}>
          {words.emptyHere}
        </EmptyState>
      ) : (
        <>
          <div className="pack-head">
            <div className="pack-figures">
              <Number label={words.currentCount} value={summary?.activePackages} />
              <Number label={words.boughtCount} value={summary?.totalPackages} />
              {summary?.lastPackagePurchase !== undefined && (
                <Figure label={words.lastBought}>
                  <DateText at={summary.lastPackagePurchase} style="day" />
                </Figure>
              )}
            </div>
            {sell}
          </div>
          <Section title={words.current} level={3}>
            {current.rows?.length === 0 ? (
              <p className="quiet">{words.noneCurrent}</p>
            ) : (
              <Rows list={current} />
            )}
          </Section>
          {past.rows !== undefined && past.rows.length > 0 && (
            <Section title={words.past} level={3}>
              <Rows list={past} />
            </Section>
          )}
        </>
      )}
      {isSelling && (
        <Suspense>
          <SellPackageSheet customer={customer} onClose={() => setSelling(false)} />
        </Suspense>
      )}
    </div>
  );
}

type List = ReturnType<typeof useOrgPaginated<typeof api.packages.ofCustomer>>;

function Rows({ list }: { list: List }) {
  const words = useMessages(messages);
  return (
    <>
      <ul className="pack-list">
        {list.rows?.map((sold) => (
          <SoldRow key={sold._id} sold={sold} of="customer" />
        ))}
      </ul>
      <LoadMore list={list}>{words.older}</LoadMore>
    </>
  );
}

function Number({ label, value }: { label: string; value: number | undefined }) {
  return (
    <Figure label={label}>
      {value === undefined ? (
        <Skeleton width={32} height={20} />
      ) : (
        <LiveValue value={value}>
          <NumberText value={value} />
        </LiveValue>
      )}
    </Figure>
  );
}
