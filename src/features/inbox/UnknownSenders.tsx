// Messages from addresses nobody knows: whose they are, a new customer, or put aside (COM-14).
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import { errorMessage } from "../../data/errorMessage";
import { useOrg, useOrgMutation, useOrgPaginated, useOrgQuery, type OrgRow } from "../../data/org";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { CountedChoices } from "../../ui/CountedChoices";
import { Dialog } from "../../ui/Dialog";
import { EmptyState, SkeletonLines } from "../../ui/Feedback";
import { FormActions, FormField } from "../../ui/FormField";
import { LoadMore } from "../../ui/LoadMore";
import { TextField } from "../../ui/TextField";
import { toast } from "../../ui/toast";
import { DateText } from "../../ui/Values";
import { CustomerPicker } from "../customers/CustomerPicker";
import { ChannelIcon } from "./ChannelIcon";
import { MessageFiles } from "./MessageFiles";
import { messages } from "./messages";

type Unknown = OrgRow<typeof api.unmatched.list>;

export default function UnknownSenders({ onOpen }: { onOpen: (customerId: string) => void }) {
  const words = useMessages(messages);
  const { can } = useOrg();
  const [status, setStatus] = useState<"open" | "discarded">("open");
  const [linking, setLinking] = useState<Unknown | null>(null);
  const [adopting, setAdopting] = useState<Unknown | null>(null);
  const list = useOrgPaginated(api.unmatched.list, { status }, { initialNumItems: 20, pageSize: 20 });
  const counts = useOrgQuery(api.unmatched.counts, {});
  const discard = useOrgMutation(api.unmatched.discard);
  const restore = useOrgMutation(api.unmatched.restore);
  const undoable = useUndoable();
  const putAside = ({ _id: messageId }: Unknown) =>
    void discard({ messageId }).then(
      () => undoable(words.discarded, () => restore({ messageId })),
      reportError,
    );
  return (
    <div className="unknown">
      <CountedChoices
        label={words.unknown}
        chosen={status}
        onChoose={setStatus}
        choices={[
          { id: "open", label: words.waiting, count: counts?.open },
          { id: "discarded", label: words.aside, count: counts?.discarded },
        ]}
      />
      <p className="quiet">{words.queueNote}</p>
      {list.rows === undefined ? (
        <SkeletonLines widths={["70%", "50%"]} />
      ) : list.rows.length === 0 ? (
        <EmptyState title={status === "open" ? words.queueEmpty : words.asideEmpty} />
      ) : (
        <ul className="unknown-list" aria-busy={list.isStale || undefined}>
          {list.rows.map((message) => (
            <li key={message._id} className="unknown-row">
              <p className="unknown-from">
                <ChannelIcon channel={message.channel} />
                <strong className="truncate">{message.fromName ?? message.from}</strong>
                {message.fromName !== undefined && <span className="meta truncate">{message.from}</span>}
                <span className="meta inbox-when">
                  <DateText at={message.createdAt} />
                </span>
              </p>
              {message.subject !== undefined && <p className="bubble-subject">{message.subject}</p>}
              {message.body !== undefined && <p className="unknown-text">{message.body}</p>}
              <MessageFiles files={message.files} mayRetry />
              {message.error !== undefined && <p className="bubble-error">{message.error}</p>}
              <div className="row unknown-deeds">
                {status === "open" ? (
                  <>
                    <Button size="small" onClick={() => setLinking(message)}>
                      {words.link}
                    </Button>
                    {can("customers:create") && (
                      <Button size="small" onClick={() => setAdopting(message)}>
                        {words.adopt}
                      </Button>
                    )}
                    <Button size="small" look="ghost" onClick={() => putAside(message)}>
                      {words.discard}
                    </Button>
                  </>
                ) : (
                  <Button
                    size="small"
                    onClick={() => void restore({ messageId: message._id }).catch(reportError)}
                  >
                    {words.restore}
                  </Button>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
      <LoadMore list={list}>{words.more}</LoadMore>
      {linking !== null && <LinkDialog message={linking} onClose={() => setLinking(null)} onDone={onOpen} />}
      {adopting !== null && (
        <AdoptDialog message={adopting} onClose={() => setAdopting(null)} onDone={onOpen} />
      )}
    </div>
  );
}

interface DialogProps {
  message: Unknown;
  onClose: () => void;
  onDone: (customerId: string) => void;
}

function LinkDialog({ message, onClose, onDone }: DialogProps) {
  const words = useMessages(messages);
  const { locale } = useFormat();
  const link = useOrgMutation(api.unmatched.link);
  const [chosen, setChosen] = useState<Parameters<Parameters<typeof CustomerPicker>[0]["onChange"]>[0]>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async () => {
    if (chosen === null) return;
    try {
      await link({ messageId: message._id, customerId: chosen.value });
      toast(words.linked);
      onClose();
      onDone(chosen.value);
    } catch (error) {
      setProblem(errorMessage(error, locale));
    }
  };
  return (
    <Dialog open onClose={onClose} title={words.linkTitle({ from: message.from })}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <FormField label={words.customer}>
          <CustomerPicker value={chosen} onChange={setChosen} autoFocus />
        </FormField>
        <FormActions problem={problem}>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" look="primary" disabled={chosen === null}>
            {words.linkNow}
          </Button>
        </FormActions>
      </form>
    </Dialog>
  );
}

function AdoptDialog({ message, onClose, onDone }: DialogProps) {
  const words = useMessages(messages);
  const { locale } = useFormat();
  const adopt = useOrgMutation(api.unmatched.adopt);
  const [name, setName] = useState(message.fromName ?? "");
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async () => {
    try {
      const customerId = await adopt({ messageId: message._id, name });
      toast(words.added);
      onClose();
      onDone(customerId);
    } catch (error) {
      setProblem(errorMessage(error, locale));
    }
  };
  return (
    <Dialog open onClose={onClose} title={words.adoptTitle({ from: message.from })}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <FormField label={words.name}>
          <TextField value={name} onChange={(event) => setName(event.target.value)} autoFocus />
        </FormField>
        <FormActions problem={problem}>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" look="primary">
            {words.add}
          </Button>
        </FormActions>
      </form>
    </Dialog>
  );
}
