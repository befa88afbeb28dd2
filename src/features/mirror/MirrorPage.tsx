// The older point of sale: at which stage the transition is, how the synchronization stands, and its four parts.
import { api } from "../../../convex/_generated/api";
import { stages, type Stage } from "../../../convex/mirror/words";
import { useOrg, useOrgMutation, useOrgQuery } from "../../data/org";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { StatusBadge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { EmptyState, SkeletonLines } from "../../ui/Feedback";
import { LiveValue } from "../../ui/LiveValue";
import { Figure, Section } from "../../ui/Page";
import { Select } from "../../ui/Select";
import { Tabs } from "../../ui/Tabs";
import { toast } from "../../ui/toast";
import { DateText, NumberText } from "../../ui/Values";
import { Setting, SettingsFrame } from "../settings/SettingsFrame";
import { Differences } from "./Differences";
import { Features } from "./Features";
import { Alerts } from "./Alerts";
import { Health } from "./Health";
import { LegacyCustomers } from "./LegacyCustomers";
import { messages } from "./messages";
import { Queue } from "./Queue";
import { Reports } from "./Reports";
import "../../ui/ThingList.css";
import "./mirror.css";

export default function MirrorPage() {
  const words = useMessages(messages);
  const status = useOrgQuery(api.mirror.status, {});
  return (
    <SettingsFrame title={words.title}>
      {status === undefined ? (
        <SkeletonLines widths={["60%", "45%", "70%"]} />
      ) : status.stage === null ? (
        <NotConnected />
      ) : (
        <>
          <Alerts />
          <StageSection stage={status.stage} isPaused={status.isPaused} />
          <div className="mirror-figures">
            <Figure label={words.waitingJobs}>
              <LiveValue value={status.jobs.pending}>
                <NumberText value={status.jobs.pending} />
              </LiveValue>
            </Figure>
            <Figure label={words.failedJobs}>
              <LiveValue value={status.jobs.manual}>
                <NumberText value={status.jobs.manual} />
              </LiveValue>
            </Figure>
            <Figure label={words.openDifferences}>
              <LiveValue value={status.differences.all}>
                <NumberText value={status.differences.all} />
              </LiveValue>
            </Figure>
            <Figure label={words.lastSync}>
              <LastSync at={Math.max(status.lastForwardAt ?? 0, status.lastReverseAt ?? 0)} />
            </Figure>
          </div>
          <Tabs
            label={words.parts}
            tabs={[
              {
                id: "customers",
                label: words.customers,
                content: () => <LegacyCustomers counts={status.customers} />,
              },
              {
                id: "queue",
                label: words.queue,
                count: status.jobs.pending + status.jobs.manual,
                content: () => <Queue counts={status.jobs} />,
              },
              {
                id: "differences",
                label: words.differences,
                count: status.differences.all,
                content: () => <Differences />,
              },
              { id: "reports", label: words.reports, content: () => <Reports /> },
              { id: "features", label: words.features, content: () => <Features /> },
              { id: "health", label: words.health, content: () => <Health /> },
            ]}
          />
        </>
      )}
    </SettingsFrame>
  );
}

function LastSync({ at }: { at: number }) {
  const words = useMessages(messages);
  return at === 0 ? words.never : <DateText at={at} />;
}

function NotConnected() {
  const words = useMessages(messages);
  const org = useOrg();
  const setStage = useOrgMutation(api.mirror.setStage);
  return (
    <EmptyState
      title={words.connectTitle}
      actions={
        org.can("mirror:manage") && (
          <Button look="primary" onClick={() => void setStage({ stage: "legacyOnly" }).catch(reportError)}>
            {words.connect}
          </Button>
        )
      }
    >
      {words.connectBody}
    </EmptyState>
  );
}

function StageSection({ stage, isPaused }: { stage: Stage; isPaused: boolean }) {
  const words = useMessages(messages);
  const mayManage = useOrg().can("mirror:manage");
  const undoable = useUndoable();
  const setStage = useOrgMutation(api.mirror.setStage);
  const pause = useOrgMutation(api.mirror.pause);
  const resume = useOrgMutation(api.mirror.resume);
  const syncNow = useOrgMutation(api.mirror.syncNow);
  const turn = () =>
    void (isPaused ? resume({}) : pause({})).then(
      () => toast(isPaused ? words.resumedToast : words.pausedToast),
      reportError,
    );
  return (
    <Section
      title={words.transition}
      note={words.stageNote}
      actions={
        <>
          <LiveValue value={isPaused}>
            <StatusBadge role={isPaused ? "warning" : "positive"}>
              {isPaused ? words.paused : words.running}
            </StatusBadge>
          </LiveValue>
          {mayManage && (
            <>
              <Button size="small" onClick={turn}>
                {isPaused ? words.resume : words.pause}
              </Button>
              <Button
                size="small"
                disabled={isPaused}
                onClick={() => void syncNow({}).then(() => toast(words.syncStarted), reportError)}
              >
                {words.syncNow}
              </Button>
            </>
          )}
        </>
      }
    >
      <Setting label={words.stageTitle} note={words[`${stage}Note`]}>
        {mayManage && (
          <Select
            aria-label={words.stageTitle}
            value={stage}
            onChange={(next) =>
              void setStage({ stage: next }).then(
                () => undoable(words[next], () => setStage({ stage })),
                reportError,
              )
            }
            options={stages.map((value) => ({ value, label: words[value] }))}
          />
        )}
      </Setting>
    </Section>
  );
}
