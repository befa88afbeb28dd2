// Says on the page of all sales that some wait for their customer; nothing while none does.
import { Link } from "react-router";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgPaginated } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { waitingMessages } from "./waitingMessages";

export function WaitingLink() {
  const org = useOrg();
  const words = useMessages(waitingMessages);
  const may = org.can("transactions:assign");
  const { rows = [] } = useOrgPaginated(api.pos.waiting, may ? { isWaiting: true } : "skip", {
    initialNumItems: 1,
  });
  return rows.length === 0 ? null : (
    <Link className="link" to={org.path("transactions/waiting")}>
      {words.link}
    </Link>
  );
}
