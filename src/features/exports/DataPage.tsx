// Settings → Data: everything as one archive, who may export, and the exports so far with their last day.
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgMutation, useOrgQuery } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button, ButtonLink } from "../../ui/Button";
import { Switch } from "../../ui/Switch";
import { EmptyState, Skeleton } from "../../ui/Feedback";
import { uiMessages } from "../../ui/messages";
import { Section } from "../../ui/Page";
import { toast } from "../../ui/toast";
import { DateText } from "../../ui/Values";
import { useFileSize } from "../../hooks/useFileSize";
import { Setting, SettingsFrame } from "../settings/SettingsFrame";
import { useSave } from "../settings/useSave";
import { messages } from "./messages";
import { useExportDownload } from "./useExportDownload";
import "./exports.css";

type ListedExport = FunctionReturnType<typeof api.exports.list>[number];

export default function DataPage() {
  const words = useMessages(messages);
  const org = useOrg();
  const options = useOrgQuery(api.exports.options, {});
  const exports = useOrgQuery(api.exports.list, {});
  if (options?.allowed === false) {
    return (
      <SettingsFrame title={words.data}>
        <EmptyState title={words.notAllowedTitle}>{words.notAllowedBody}</EmptyState>
      </SettingsFrame>
    );
  }
  return (
    <SettingsFrame title={words.data}>
      {org.can("organization:export") && <Everything />}
      {org.can("settings:manage") && <Rules />}
      <Section title={words.earlier} note={words.earlierNote}>
        {exports?.length === 0 ? (
          <EmptyState
            title={words.emptyTitle}
            actions={<ButtonLink to={org.path("customers")}>{words.toCustomers}</ButtonLink>}
          >
            {words.emptyBody}
          </EmptyState>
        ) : (
          <ul className="export-list">
            {exports === undefined
              ? [1, 2, 3].map((row) => (
                  <li key={row}>
                    <Skeleton width="60%" />
                  </li>
                ))
              : exports.map((one) => <ExportRow key={one.jobId} one={one} />)}
          </ul>
        )}
      </Section>
    </SettingsFrame>
  );
}

function Everything() {
  const words = useMessages(messages);
  const start = useOrgMutation(api.exports.startOrganization);
  const run = () =>
    void start({}).then(() => {
      toast(words.everythingStarted);
    }, reportError);
  return (
    <Section title={words.everything}>
      <Setting label={words.exportEverything} note={words.exportEverythingNote}>
        <Button onClick={run}>{words.exportEverything}</Button>
      </Setting>
    </Section>
  );
}

function Rules() {
  const words = useMessages(messages);
  const settings = useOrgQuery(api.settings.get, {});
  const update = useOrgMutation(api.settings.update);
  const save = useSave();
  return (
    <Section title={words.rules}>
      <Setting label={words.salesExport} note={words.salesExportNote}>
        <Switch
          aria-label={words.salesExport}
          disabled={settings === undefined}
          checked={settings?.salesExport ?? false}
          onChange={(on) => void save(() => update({ changes: { salesExport: on } }))}
        />
      </Setting>
    </Section>
  );
}

function ExportRow({ one }: { one: ListedExport }) {
  const words = useMessages(messages);
  const format = useFormat();
  const size = useFileSize();
  const ui = useMessages(uiMessages);
  const download = useExportDownload();
  const cancel = useOrgMutation(api.exports.cancel);
  const isRunning = one.status === "running" || one.status === "waiting";
  const ended: Partial<Record<ListedExport["status"], string>> = {
    failed: words.failed,
    cancelled: words.cancelled,
  };
  return (
    <li>
      <span className="grow">
        <span className="truncate" style={{ display: "block" }}>
          {one.fileName}
        </span>
        <span className="meta numeric">
          {words.rows({ n: one.rows, said: format.number(one.rows) })}
          {isRunning && ` · ${words.running}`}
          {one.status === "done" && !one.isGone && (
            <>
              {" · "}
              {words.until} {format.date(one.expiresAt, "dayMonth")}
            </>
          )}
        </span>
      </span>
      <span className="meta truncate">{one.userName}</span>
      <span className="meta">
        <DateText at={one.createdAt} />
      </span>
      <span className="meta numeric export-size">{size(one.bytes)}</span>
      {isRunning ? (
        <Button
          size="small"
          look="ghost"
          onClick={() => void cancel({ jobId: one.jobId }).catch(reportError)}
        >
          {ui.cancel}
        </Button>
      ) : one.status === "done" && !one.isGone ? (
        <Button size="small" onClick={() => download(one.jobId)}>
          {words.download}
        </Button>
      ) : (
        <span className="meta">{ended[one.status] ?? words.deleted}</span>
      )}
    </li>
  );
}
