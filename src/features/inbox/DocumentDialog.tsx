// Choosing one of the customer's documents to send along.
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { useOrgPaginated, type OrgRow } from "../../data/org";
import { useFileSize } from "../../hooks/useFileSize";
import { useMessages } from "../../i18n/messages";
import { Dialog } from "../../ui/Dialog";
import { EmptyState, SkeletonLines } from "../../ui/Feedback";
import { LoadMore } from "../../ui/LoadMore";
import { DateText } from "../../ui/Values";
import { messages } from "./messages";

type Listed = OrgRow<typeof api.documents.list>;

export default function DocumentDialog(props: {
  customerId: Id<"customers">;
  onClose: () => void;
  onChoose: (document: Listed) => void;
}) {
  const words = useMessages(messages);
  const size = useFileSize();
  const list = useOrgPaginated(
    api.documents.list,
    { customerId: props.customerId, documentType: null },
    { initialNumItems: 20, pageSize: 20 },
  );
  const ready = list.rows?.filter(({ state }) => state === "ready");
  return (
    <Dialog open onClose={props.onClose} title={words.attachDocument}>
      {ready === undefined ? (
        <SkeletonLines widths={["70%", "50%"]} />
      ) : ready.length === 0 ? (
        <EmptyState title={words.noDocuments} />
      ) : (
        <ul className="picks">
          {ready.map((document) => (
            <li key={document._id}>
              <button type="button" className="pick" onClick={() => props.onChoose(document)}>
                <span className="truncate">{document.documentName}</span>
                <span className="meta">
                  {size(document.fileSize)} · <DateText at={document.createdAt} />
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <LoadMore list={list}>{words.more}</LoadMore>
    </Dialog>
  );
}
