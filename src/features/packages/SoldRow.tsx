// One sold package: whose or which it is, what is left of it, and what can be done with it.
import { Link, useNavigate } from "react-router";
import { DotsHorizontalIcon } from "@radix-ui/react-icons";
import { useOrg } from "../../data/org";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button, IconButton } from "../../ui/Button";
import { LiveValue } from "../../ui/LiveValue";
import { Menu } from "../../ui/Menu";
import type { MenuItem } from "../../ui/menuItem";
import { useBusy } from "../../ui/useBusy";
import { MoneyText } from "../../ui/Values";
import { messages } from "./messages";
import { PackageStatusBadge } from "./PackageStatusBadge";
import type { SoldPackage } from "./packages";
import { usePackageDeeds } from "./usePackageDeeds";

/** `of` says which of the two is known from around the row, and is left out. */
export function SoldRow({ sold, of }: { sold: SoldPackage; of: "customer" | "package" }) {
  const words = useMessages(messages);
  const format = useFormat();
  const org = useOrg();
  const deeds = usePackageDeeds(sold);
  const [busy, run] = useBusy();
  const isActive = sold.status === "active";
  const { expiresOn, cancelled } = sold;
  const facts = [
    words.bought({ day: format.date(sold.purchasedAt, "day") }),
    expiresOn !== null && words.until({ day: format.day(expiresOn) }),
    sold.note,
    cancelled !== null && words.cancelledBy({ who: cancelled.byName }),
    cancelled?.reason,
  ].filter(Boolean);
  return (
    <li className="pack-row" data-past={!isActive || undefined}>
      <span className="pack-what">
        {of === "customer" ? (
          <span className="pack-name">{sold.name}</span>
        ) : (
          <Link className="pack-name link" to={org.path(`customers/${sold.customerId}?tab=packages`)}>
            {sold.customerName} <span className="meta">{sold.customerCode}</span>
          </Link>
        )}
        <span className="meta">
          {facts.join(" · ")}
          {" · "}
          {sold.price === 0 ? words.gift : <MoneyText minor={sold.price} currency={sold.currency} />}
        </span>
      </span>
      <Left sold={sold} />
      <LiveValue value={sold.status}>
        <PackageStatusBadge status={sold.status} />
      </LiveValue>
      <span className="pack-deeds">
        {sold.mayUse && isActive && (
          <Button size="small" busy={busy} onClick={() => run(deeds.use)}>
            {words.use}
          </Button>
        )}
        <SoldMenu sold={sold} />
      </span>
    </li>
  );
}

function Left({ sold }: { sold: SoldPackage }) {
  const words = useMessages(messages);
  const format = useFormat();
  const { sessionsTotal, sessionsLeft, sessionsUsed } = sold;
  if (sessionsTotal === null || sessionsLeft === null) {
    return (
      <span className="pack-left meta">
        {sessionsUsed === 0
          ? words.unlimited
          : words.usedTimes({ n: sessionsUsed, text: format.number(sessionsUsed) })}
      </span>
    );
  }
  return (
    <span className="pack-left">
      <LiveValue value={sessionsLeft}>
        <span className="numeric">
          {words.left({ left: format.number(sessionsLeft), total: format.number(sessionsTotal) })}
        </span>
      </LiveValue>
      <span className="pack-bar" aria-hidden>
        <span style={{ inlineSize: `${(sessionsLeft / sessionsTotal) * 100}%` }} />
      </span>
    </span>
  );
}

function SoldMenu({ sold }: { sold: SoldPackage }) {
  const words = useMessages(messages);
  const org = useOrg();
  const navigate = useNavigate();
  const deeds = usePackageDeeds(sold);
  const isCancelled = sold.status === "cancelled";
  const { transactionId } = sold;
  const items: MenuItem[] = [];
  if (sold.mayUse && !isCancelled && sold.sessionsUsed > 0)
    items.push({ label: words.giveBack, onSelect: () => void deeds.giveBack() });
  if (transactionId !== null && org.can("transactions:read"))
    items.push({
      label: words.openSale,
      onSelect: () => void navigate(org.path(`transactions?sale=${transactionId}`)),
    });
  if (sold.mayCancel) {
    if (items.length > 0) items.push("line");
    items.push(
      isCancelled
        ? { label: words.restore, onSelect: () => void deeds.restore() }
        : {
            label: transactionId === null ? words.cancelGift : words.cancel,
            danger: true,
            onSelect: () => void deeds.cancel(),
          },
    );
  }
  if (items.length === 0) return <span className="pack-no-menu" aria-hidden />;
  return (
    <Menu
      align="end"
      items={items}
      trigger={(trigger) => (
        <IconButton {...trigger} label={words.actionsOf({ name: sold.name })}>
          <DotsHorizontalIcon aria-hidden />
        </IconButton>
      )}
    />
  );
}
