// Writing to a customer by the channels they can receive (COM-15, COM-25). What was typed survives a reload.
import { useState } from "react";
import { PaperPlaneIcon } from "@radix-ui/react-icons";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { errorMessage } from "../../data/errorMessage";
import { useOrgMutation } from "../../data/org";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { FormProblem } from "../../ui/FormProblem";
import { Select } from "../../ui/Select";
import { readLocal, writeLocal } from "../../ui/store";
import { TextArea } from "../../ui/TextArea";
import { TextField } from "../../ui/TextField";
import { toast } from "../../ui/toast";
import { messages } from "./messages";

type Ways = FunctionReturnType<typeof api.communications.ways>;

export function Composer({
  customerId,
  ways,
  leaves,
}: { customerId: Id<"customers"> } & Pick<Ways, "ways" | "leaves">) {
  const words = useMessages(messages);
  const { locale } = useFormat();
  const send = useOrgMutation(api.communications.send);
  const draftKey = `orbit.draft.message.${customerId}`;
  const [body, setBody] = useState(() => readLocal(draftKey, ""));
  const [subject, setSubject] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const [isMarketing, setMarketing] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const key = ({ channel, address }: Ways["ways"][number]) => `${channel} ${address}`;
  const way = ways.find((one) => key(one) === chosen) ?? ways[0];
  if (way === undefined) return <p className="quiet conversation-no-way">{words.noWay}</p>;
  const write = (next: string) => {
    setBody(next);
    writeLocal(draftKey, next === "" ? undefined : next);
  };
  async function submit(to: Ways["ways"][number]) {
    setBusy(true);
    setProblem(null);
    try {
      await send({
        customerId,
        input: {
          channel: to.channel,
          body,
          ...(to.channel === "email" ? { subject } : {}),
          ...(isMarketing ? { purpose: "marketing" as const } : {}),
        },
        ...(to.contactId === null ? {} : { contactId: to.contactId }),
      });
      write("");
      setSubject("");
      toast(leaves[to.channel] ? words.sent : words.kept);
    } catch (error) {
      setProblem(errorMessage(error, locale));
    } finally {
      setBusy(false);
    }
  }
  return (
    <form
      className="conversation-composer"
      aria-label={words.composer}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void submit(way);
      }}
    >
      {!leaves[way.channel] && (
        <p className="conversation-simulated" role="status">
          {words.simulation}
        </p>
      )}
      <div className="composer-to">
        <Select
          aria-label={words.to}
          value={key(way)}
          onChange={setChosen}
          options={ways.map((one) => ({
            value: key(one),
            label: `${words[one.channel]} · ${one.address}${one.contactId === null ? "" : ` · ${one.name}`}`,
          }))}
        />
        {way.channel === "email" && (
          <TextField
            aria-label={words.subject}
            placeholder={words.subject}
            value={subject}
            maxLength={500}
            onChange={(event) => setSubject(event.target.value)}
          />
        )}
      </div>
      <TextArea
        aria-label={words.message}
        placeholder={words.placeholder}
        value={body}
        rows={body.includes("\n") || body.length > 90 ? 5 : 2}
        onChange={(event) => write(event.target.value)}
      />
      <FormProblem>{problem}</FormProblem>
      <div className="composer-foot">
        <Checkbox
          checked={isMarketing}
          onChange={(event) => setMarketing(event.target.checked)}
          title={words.marketingHelp}
        >
          {words.marketing}
        </Checkbox>
        <Button type="submit" look="primary" busy={isBusy} icon={<PaperPlaneIcon aria-hidden />}>
          {words.send}
        </Button>
      </div>
    </form>
  );
}
