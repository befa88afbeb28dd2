// Writing to a customer by the channels they can receive (COM-15, COM-25). What was typed survives a reload.
import { Suspense, useState, type DragEvent } from "react";
import { FileTextIcon, PaperPlaneIcon } from "@radix-ui/react-icons";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { whatsappWindowMs } from "../../../convex/communications/words";
import { faultIn, render, variablesIn } from "../../../convex/templates/rendering";
import { errorMessage } from "../../data/errorMessage";
import { useOrg, useOrgMutation } from "../../data/org";
import { useUndoable } from "../../data/useUndoable";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button, IconButton } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { useNow } from "../../ui/clock";
import { FormProblem } from "../../ui/FormProblem";
import { later } from "../../ui/later";
import { Select } from "../../ui/Select";
import { readLocal, writeLocal } from "../../ui/store";
import { TextArea } from "../../ui/TextArea";
import { TextField } from "../../ui/TextField";
import { toast } from "../../ui/toast";
import { AttachedFiles, AttachMenu } from "./Attachments";
import { messages } from "./messages";
import { MissingPlaces } from "./MissingPlaces";
import type { Offered } from "./TemplateDialog";
import { useAttachments } from "./useAttachments";

const TemplateDialog = later(() => import("./TemplateDialog"));

type Ways = FunctionReturnType<typeof api.communications.ways>;
type Way = Ways["ways"][number];

/** What a message is about, where it is written from a lead's or a booking's page. */
export interface About {
  leadId?: Id<"leads">;
  bookingId?: Id<"bookings">;
}

export function Composer({
  customerId,
  ways: { ways, leaves, whatsappHeardAt },
  about = {},
}: {
  customerId: Id<"customers">;
  ways: Ways;
  about?: About;
}) {
  const words = useMessages(messages);
  const { locale } = useFormat();
  const { can } = useOrg();
  const now = useNow();
  const undoable = useUndoable();
  const send = useOrgMutation(api.communications.send);
  const draftKey = `orbit.draft.message.${about.leadId ?? about.bookingId ?? customerId}`;
  const [body, setBody] = useState(() => readLocal(draftKey, ""));
  const [subject, setSubject] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const [isMarketing, setMarketing] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [isChoosing, setChoosing] = useState(false);
  const attachments = useAttachments(customerId);
  const key = ({ channel, address }: Way) => `${channel} ${address}`;
  const way = ways.find((one) => key(one) === chosen) ?? ways[0];
  if (way === undefined) return <p className="quiet conversation-no-way">{words.noWay}</p>;
  const { channel } = way;
  const write = (next: string) => {
    setBody(next);
    writeLocal(draftKey, next === "" ? undefined : next);
  };
  const missing = unfilled(channel === "email" ? [subject, body] : [body]);
  const files = channel === "sms" ? [] : attachments.attached;
  const isAlone =
    channel === "whatsapp" && leaves.whatsapp && now - (whatsappHeardAt ?? 0) > whatsappWindowMs;

  const drop = channel !== "sms" && {
    onDragOver: (event: DragEvent) => {
      if (event.dataTransfer.types.includes("Files")) event.preventDefault();
    },
    onDrop: (event: DragEvent) => {
      if (event.dataTransfer.files.length === 0) return;
      event.preventDefault();
      attachments.addFiles(event.dataTransfer.files);
    },
  };

  function put(template: Offered) {
    setChoosing(false);
    const before = { body, subject, isMarketing };
    write(template.content);
    if (channel === "email") setSubject(template.subject);
    setMarketing(template.category === "marketing");
    if (before.body.trim() === "" && before.subject.trim() === "") return;
    undoable(words.replaced, () => {
      write(before.body);
      setSubject(before.subject);
      setMarketing(before.isMarketing);
      return Promise.resolve();
    });
  }
  function fill(name: string, value: string) {
    const filled = render({ subject, content: body }, { [name]: value });
    setSubject(filled.subject);
    write(filled.content);
    setProblem(null);
  }
  async function submit(to: Way) {
    if (missing.length > 0) return setProblem(words.fillFirst({ names: missing.join(", ") }));
    if (files.some(({ given }) => given === null)) return setProblem(words.filesNotReady);
    setBusy(true);
    setProblem(null);
    try {
      const given = files.flatMap((file) => (file.given === null ? [] : [file.given]));
      await send({
        customerId,
        input: {
          channel: to.channel,
          ...(body.trim() === "" ? {} : { body }),
          ...(to.channel === "email" ? { subject } : {}),
          ...(isMarketing ? { purpose: "marketing" as const } : {}),
        },
        ...(given.length === 0 ? {} : { files: given }),
        ...(to.contactId === null ? {} : { contactId: to.contactId }),
        ...about,
      });
      write("");
      setSubject("");
      setMarketing(false);
      attachments.clear();
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
      {...drop}
    >
      {!leaves[channel] && (
        <p className="conversation-simulated" role="status">
          {words.simulation}
        </p>
      )}
      {isAlone && (
        <p className="conversation-simulated" role="status">
          {words.windowClosed}
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
        {channel === "email" && (
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
      <MissingPlaces names={missing} onFill={fill} />
      {channel === "sms" && attachments.attached.length > 0 ? (
        <p className="quiet">{words.noFilesBySms}</p>
      ) : (
        <AttachedFiles attachments={attachments} />
      )}
      <FormProblem>{problem}</FormProblem>
      <div className="composer-foot">
        <span className="composer-tools">
          {channel !== "sms" && (
            <AttachMenu customerId={customerId} channel={channel} attachments={attachments} />
          )}
          {can("templates:read") && (
            <IconButton label={words.template} onClick={() => setChoosing(true)}>
              <FileTextIcon aria-hidden />
            </IconButton>
          )}
          <Checkbox
            checked={isMarketing}
            onChange={(event) => setMarketing(event.target.checked)}
            title={words.marketingHelp}
          >
            {words.marketing}
          </Checkbox>
        </span>
        <Button type="submit" look="primary" busy={isBusy} icon={<PaperPlaneIcon aria-hidden />}>
          {words.send}
        </Button>
      </div>
      {isChoosing && (
        <Suspense>
          <TemplateDialog
            customerId={customerId}
            channel={channel}
            onClose={() => setChoosing(false)}
            onChoose={put}
          />
        </Suspense>
      )}
    </form>
  );
}

/** Names of places that stand in the texts; braces that are no places are the writer's own. */
function unfilled(texts: readonly string[]): string[] {
  return variablesIn(texts.filter((text) => faultIn(text) === null));
}
