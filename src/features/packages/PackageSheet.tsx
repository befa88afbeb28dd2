// One package of the catalogue beside the list: what it is, how it sells, and who bought it (PKG-01).
import { Suspense, useState } from "react";
import { PlusIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { useOrg, useOrgMutation, useOrgPaginated, useOrgQuery } from "../../data/org";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { SkeletonLines } from "../../ui/Feedback";
import { FormField } from "../../ui/FormField";
import { LiveValue } from "../../ui/LiveValue";
import { LoadMore } from "../../ui/LoadMore";
import { Figure, Section } from "../../ui/Page";
import { Select } from "../../ui/Select";
import { Sheet } from "../../ui/Sheet";
import { MoneyText, NumberText } from "../../ui/Values";
import { later } from "../../ui/later";
import { messages } from "./messages";
import { useLimits, type CatalogueRow } from "./packages";
import { SoldRow } from "./SoldRow";
import "./packages.css";

const PackageForm = later(() => import("./PackageForm"));
const SellPackageSheet = later(() => import("./SellPackageSheet"));

export default function PackageSheet({ packageId, onClose }: { packageId: string; onClose: () => void }) {
  const words = useMessages(messages);
  const offer = useOrgQuery(api.packages.get, { packageId: packageId as Id<"packages"> });
  const [form, setForm] = useState<Form | null>(null);
  const close = () => setForm(null);
  return (
    <>
      <Sheet open onClose={onClose} title={offer?.name ?? words.package}>
        {offer === undefined ? (
          <SkeletonLines widths={["60%", "40%"]} />
        ) : (
          <Open offer={offer} onForm={setForm} />
        )}
      </Sheet>
      {/* Beside the sheet, which begins anew when the window becomes a phone's. */}
      <Suspense>
        {form === "edit" && offer !== undefined && <PackageForm offer={offer} onClose={close} />}
        {form === "sell" && offer !== undefined && <SellPackageSheet packageId={offer._id} onClose={close} />}
      </Suspense>
    </>
  );
}

type Form = "edit" | "sell";

function Open({ offer, onForm }: { offer: CatalogueRow; onForm: (form: Form) => void }) {
  const words = useMessages(messages);
  const org = useOrg();
  const limits = useLimits();
  const archive = useOrgMutation(api.packages.archive);
  const undoable = useUndoable();
  const packageId = offer._id;
  const turn = async () => {
    try {
      await archive({ packageId, isArchived: !offer.isArchived });
      if (!offer.isArchived)
        undoable(words.wasArchived({ name: offer.name }), () => archive({ packageId, isArchived: false }));
    } catch (error) {
      reportError(error);
    }
  };
  const { sold } = offer;
  return (
    <div className="stack">
      <p className="pack-lead">
        <MoneyText minor={offer.price} currency={offer.currency} />
        <span className="quiet">
          {limits.sessions(offer.sessions)} · {limits.days(offer.validDays)}
        </span>
      </p>
      {offer.description !== null && <p className="prose">{offer.description}</p>}
      <div className="row wrap">
        {org.can("packages:sell") && !offer.isArchived && (
          <Button look="primary" icon={<PlusIcon aria-hidden />} onClick={() => onForm("sell")}>
            {words.sellThis}
          </Button>
        )}
        {org.can("packages:manage") && (
          <>
            <Button onClick={() => onForm("edit")}>{words.edit}</Button>
            <Button look="ghost" onClick={() => void turn()}>
              {offer.isArchived ? words.bringBack : words.archive}
            </Button>
          </>
        )}
      </div>
      {sold !== null && (
        <div className="pack-figures">
          {(["active", "used", "expired"] as const).map((status) => (
            <Figure key={status} label={words[status]}>
              <LiveValue value={sold[status]}>
                <NumberText value={sold[status]} />
              </LiveValue>
            </Figure>
          ))}
          {offer.takings.map(({ currency, amount }) => (
            <Figure key={currency} label={words.takings}>
              <LiveValue value={amount}>
                <MoneyText minor={amount} currency={currency} trimZeros />
              </LiveValue>
            </Figure>
          ))}
        </div>
      )}
      {org.can("packages:read") && <Buyers packageId={packageId} />}
    </div>
  );
}

/** Everybody's for whoever sees every sale; else of one owner at a time, oneself first. */
function Buyers({ packageId }: { packageId: Id<"packages"> }) {
  const words = useMessages(messages);
  const { user } = useOrg();
  const owners = useOrgQuery(api.transactions.owners, {});
  const [chosen, setChosen] = useState<string | null>(null);
  const own = owners === null ? "everybody" : user._id;
  const owner = chosen === "none" ? null : ((chosen ?? own) as Id<"users">);
  const list = useOrgPaginated(api.packages.buyers, owners === undefined ? "skip" : { packageId, owner }, {
    initialNumItems: 20,
    pageSize: 30,
  });
  return (
    <Section title={words.buyers} level={3}>
      {owners !== null && owners !== undefined && owners.length > 1 && (
        <FormField label={words.owner}>
          <Select
            value={chosen ?? own}
            onChange={setChosen}
            options={owners.map(({ ownerId, name }) => ({
              value: ownerId ?? "none",
              label: ownerId === null ? words.unassigned : name,
            }))}
          />
        </FormField>
      )}
      {list.rows === undefined ? (
        <SkeletonLines widths={["80%", "65%"]} />
      ) : list.rows.length === 0 && list.status === "Exhausted" ? (
        <p className="quiet">{words.noBuyers}</p>
      ) : (
        <ul className="pack-list">
          {list.rows.map((sold) => (
            <SoldRow key={sold._id} sold={sold} of="package" />
          ))}
        </ul>
      )}
      <LoadMore list={list}>{words.older}</LoadMore>
    </Section>
  );
}
