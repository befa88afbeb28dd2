// Which parts of Orbit are in use instead of the older point of sale's, and for whom; and the way back.
import { Suspense, useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { FlagKey } from "../../../convex/flags/words";
import { useOrg, useOrgMutation, useOrgPaginated, useOrgQuery } from "../../data/org";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { SkeletonLines } from "../../ui/Feedback";
import { LoadMore } from "../../ui/LoadMore";
import { Section } from "../../ui/Page";
import { Select } from "../../ui/Select";
import { later } from "../../ui/later";
import { toast } from "../../ui/toast";
import { DateText } from "../../ui/Values";
import { Setting } from "../settings/SettingsFrame";
import { flagMessages } from "./flagMessages";
import { messages } from "./messages";

const RollBackDialog = later(() => import("./RollBackDialog"));
const AudienceDialog = later(() => import("./AudienceDialog"));

type Flags = NonNullable<ReturnType<typeof useFlags>>;
const useFlags = () => useOrgQuery(api.flags.list, {});

export function Features() {
  const words = useMessages(flagMessages);
  const mayManage = useOrg().can("mirror:manage");
  const flags = useFlags();
  const follow = useOrgMutation(api.flags.followStage);
  const [naming, setNaming] = useState<FlagKey | null>(null);
  const [isGoingBack, setGoingBack] = useState(false);
  const named = flags?.find(({ key }) => key === naming);
  return (
    <div className="stack">
      <Section
        title={words.title}
        note={words.note}
        actions={
          mayManage && (
            <Button
              size="small"
              onClick={() => void follow({}).then(() => toast(words.followed), reportError)}
            >
              {words.follow}
            </Button>
          )
        }
      >
        {flags === undefined && <SkeletonLines widths={["70%", "60%", "65%"]} />}
        {flags?.map((flag) => (
          <Flag key={flag.key} flag={flag} onName={() => setNaming(flag.key)} />
        ))}
      </Section>
      <Rollbacks onGoBack={() => setGoingBack(true)} />
      <Suspense>
        {isGoingBack && <RollBackDialog onClose={() => setGoingBack(false)} />}
        {named !== undefined && <AudienceDialog flag={named} onClose={() => setNaming(null)} />}
      </Suspense>
    </div>
  );
}

function Flag({ flag, onName }: { flag: Flags[number]; onName: () => void }) {
  const words = useMessages(flagMessages);
  const mayManage = useOrg().can("mirror:manage");
  const undoable = useUndoable();
  const set = useOrgMutation(api.flags.set);
  const { key, audience, userIds, teamIds, isRecommended } = flag;
  const choose = (next: typeof audience) => {
    if (next === "some") return onName();
    void set({ key, audience: next, userIds: [], teamIds: [] }).then(
      () => undoable(`${words[key]}: ${words[next]}`, () => set({ key, audience, userIds, teamIds })),
      reportError,
    );
  };
  const shown = audience === "some" ? words.named({ n: userIds.length + teamIds.length }) : words[audience];
  const isOther = isRecommended !== null && isRecommended !== (audience === "everyone");
  return (
    <Setting
      label={
        <>
          {words[key]} {isOther && <Badge role="info">{words.notRecommended}</Badge>}
        </>
      }
      note={words[`${key}-note`]}
    >
      {mayManage ? (
        <span className="row">
          <Select
            aria-label={words[key]}
            value={audience}
            onChange={choose}
            options={(["everyone", "some", "nobody"] as const).map((value) => ({
              value,
              label: value === "some" ? (audience === "some" ? shown : words.some) : words[value],
            }))}
          />
          {audience === "some" && (
            <Button size="small" look="ghost" aria-label={`${words.change}: ${words[key]}`} onClick={onName}>
              {words.change}
            </Button>
          )}
        </span>
      ) : (
        <span>{shown}</span>
      )}
    </Setting>
  );
}

function Rollbacks({ onGoBack }: { onGoBack: () => void }) {
  const words = useMessages(flagMessages);
  const common = useMessages(messages);
  const mayManage = useOrg().can("mirror:manage");
  const list = useOrgPaginated(api.flags.rollbacks, {}, { initialNumItems: 10, pageSize: 10 });
  const reverse = useOrgMutation(api.flags.reverseRollback);
  return (
    <Section
      title={words.wayBack}
      note={words.wayBackNote}
      actions={
        mayManage && (
          <Button size="small" look="danger" onClick={onGoBack}>
            {words.goBack}
          </Button>
        )
      }
    >
      <ul className="thing-list">
        {list.rows?.map((report) => (
          <li key={report._id} className="thing-row">
            <span className="thing-what">
              <span>
                {report.feature === null ? words.emergency : words[report.feature as "customer-creation"]}
              </span>
              <span className="meta mirror-wrap">
                <DateText at={report.at} /> · {report.actorName} · {report.reason}
              </span>
              <span className="meta numeric">{words.stood(report.counts)}</span>
            </span>
            {report.reversedAt !== null ? (
              <span className="meta">
                {words.reversed} <DateText at={report.reversedAt} />
              </span>
            ) : (
              mayManage && (
                <Button
                  size="small"
                  onClick={() =>
                    void reverse({ rollbackId: report._id }).then(
                      () => toast(words.reversedToast),
                      reportError,
                    )
                  }
                >
                  {words.reverse}
                </Button>
              )
            )}
          </li>
        ))}
      </ul>
      <LoadMore list={list} size="small">
        {common.more}
      </LoadMore>
    </Section>
  );
}
