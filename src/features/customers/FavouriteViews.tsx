// Saved views in the sidebar, each with the number of customers it finds, live.
import { Link, useLocation, useSearchParams } from "react-router";
import { BookmarkIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { isRelative } from "../../../convex/customers/conditions";
import { useOrg, useOrgQuery } from "../../data/org";
import { useNow } from "../../ui/clock";
import { NumberText } from "../../ui/Values";
import type { SavedView } from "./useListView";

const hourMs = 3_600_000;

export default function FavouriteViews() {
  const org = useOrg();
  const views = useOrgQuery(api.views.list, org.can("views:use") ? {} : "skip");
  const favourites = (views ?? []).filter((view) => view.isFavourite).sort((a, b) => a.position - b.position);
  if (favourites.length === 0) return null;
  return favourites.map((view) => <Favourite key={view._id} view={view} />);
}

function Favourite({ view }: { view: SavedView }) {
  const org = useOrg();
  const { pathname } = useLocation();
  const [search] = useSearchParams();
  const hour = Math.floor(useNow() / hourMs) * hourMs;
  const { where } = view.look;
  const filters = where === undefined ? {} : { where, ...(isRelative(where) ? { now: hour } : {}) };
  const count = useOrgQuery(api.customers.count, { filters });
  const to = org.path("customers");
  const isHere = pathname === to && search.get("view") === view._id;
  return (
    <Link to={`${to}?view=${view._id}`} className="side-link" aria-current={isHere ? "page" : undefined}>
      <BookmarkIcon aria-hidden />
      <span className="truncate side-label">{view.name}</span>
      {typeof count === "number" && (
        <span className="side-count">
          <NumberText value={count} />
        </span>
      )}
    </Link>
  );
}
