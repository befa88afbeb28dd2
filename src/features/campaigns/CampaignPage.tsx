// One campaign: what is sent to whom, who gets it and who does not and why, and how far the sending is (CNS-07).
import { Fragment, Suspense, useState } from "react";
import { useParams } from "react-router";
import { Pencil1Icon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgMutation, useOrgQuery } from "../../data/org";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { ProgressBar, SkeletonLines } from "../../ui/Feedback";
import { Page, Section } from "../../ui/Page";
import { useBusy } from "../../ui/useBusy";
import { later } from "../../ui/later";
import { CampaignBadge, type Campaign } from "./campaign";
import { messages } from "./messages";
import { Recipients } from "./Recipients";
import "./campaigns.css";

const CampaignSheet = later(() => import("./CampaignSheet"));
const ConfirmDialog = later(() =>
  import("../../ui/ConfirmDialog").then((module) => ({ default: module.ConfirmDialog })),
);

export default function CampaignPage() {
  const words = useMessages(messages);
  const { path, can } = useOrg();
  const campaignId = useParams()["id"] ?? "";
  const campaign = useOrgQuery(api.campaigns.get, { campaignId });
  const setArchived = useOrgMutation(api.campaigns.setArchived);
  const undoable = useUndoable();
  const [isChanging, setChanging] = useState(false);
  const crumbs = [{ label: words.title, to: path("campaigns") }];
  if (campaign === undefined)
    return (
      <Page title="…" crumbs={crumbs} layout="column">
        <SkeletonLines widths={["40%", "70%", "55%"]} />
      </Page>
    );
  const { _id, name, state, isArchived } = campaign;
  const mayManage = can("campaigns:manage");
  const isUnsent = ["draft", "checking", "ready"].includes(state);
  const turn = async () => {
    await setArchived({ campaignId: _id, isArchived: !isArchived });
    if (!isArchived)
      undoable(words.wasPutAway({ name }), () => setArchived({ campaignId: _id, isArchived: false }));
  };
  return (
    <Page
      title={name}
      crumbs={crumbs}
      layout="column"
      count={<CampaignBadge state={state} />}
      actions={
        mayManage && (
          <>
            {state !== "sending" && state !== "paused" && (
              <Button onClick={() => void turn().catch(reportError)}>
                {isArchived ? words.bringBack : words.putAway}
              </Button>
            )}
            {isUnsent && (
              <Button icon={<Pencil1Icon aria-hidden />} onClick={() => setChanging(true)}>
                {words.change}
              </Button>
            )}
          </>
        )
      }
    >
      <Progress campaign={campaign} mayManage={mayManage} />
      <Facts campaign={campaign} />
      {(campaign.check !== null || campaign.sending !== null) && (
        <Recipients key={campaign.round} campaign={campaign} />
      )}
      {isChanging && (
        <Suspense>
          <CampaignSheet
            campaign={campaign}
            onSaved={() => setChanging(false)}
            onClose={() => setChanging(false)}
          />
        </Suspense>
      )}
    </Page>
  );
}

function Progress({ campaign, mayManage }: { campaign: Campaign; mayManage: boolean }) {
  const words = useMessages(messages);
  const format = useFormat();
  const check = useOrgMutation(api.campaigns.check);
  const send = useOrgMutation(api.campaigns.send);
  const turn = useOrgMutation(api.campaigns.turn);
  const [busy, run] = useBusy();
  const [isAsking, setAsking] = useState(false);
  const { _id: campaignId, state, sent, waiting, name } = campaign;
  const counted = (n: number) => ({ n, text: format.number(n) });
  const act = (deed: () => Promise<unknown>) => run(() => deed().catch(reportError));
  const part = campaign.sending ?? campaign.check;
  const share = part === null ? null : part.done / Math.max(1, part.total);
  const look = (
    <Button
      look={state === "draft" ? "primary" : "soft"}
      busy={busy}
      onClick={() => act(() => check({ campaignId }))}
    >
      {state === "draft" ? words.check : words.checkAgain}
    </Button>
  );
  return (
    <section className="campaign-verdict" aria-live="polite">
      {state === "draft" && <p className="prose quiet">{words.checkNote}</p>}
      {state === "checking" && <p className="quiet">{words.checking}</p>}
      {state === "ready" && <h2>{waiting === 0 ? words.nobody : words.gets(counted(waiting))}</h2>}
      {campaign.sending !== null && <h2>{words.sentTo(counted(sent))}</h2>}
      {campaign.sending !== null && waiting > 0 && <p className="quiet">{words.left(counted(waiting))}</p>}
      {state === "paused" && <p className="quiet">{words.isPaused}</p>}
      {state === "stopped" && <p className="quiet">{words.isStopped}</p>}
      {(state === "checking" || state === "sending" || state === "paused") && (
        <ProgressBar value={share} label={state === "checking" ? words.checking : words.sending} />
      )}
      {mayManage && !campaign.isArchived && (
        <div className="campaign-acts">
          {state === "ready" && waiting > 0 && (
            <Button look="primary" onClick={() => setAsking(true)}>
              {words.send(counted(waiting))}
            </Button>
          )}
          {(state === "draft" || state === "ready") && look}
          {state === "sending" && (
            <Button busy={busy} onClick={() => act(() => turn({ campaignId, turn: "pause" }))}>
              {words.pause}
            </Button>
          )}
          {(state === "paused" || state === "stopped") && (
            <Button
              look="primary"
              busy={busy}
              onClick={() => act(() => turn({ campaignId, turn: "resume" }))}
            >
              {words.resume}
            </Button>
          )}
          {(state === "sending" || state === "paused") && (
            <Button busy={busy} onClick={() => act(() => turn({ campaignId, turn: "cancel" }))}>
              {words.stop}
            </Button>
          )}
        </div>
      )}
      {isAsking && (
        <Suspense>
          <ConfirmDialog
            open
            onClose={() => setAsking(false)}
            title={words.send(counted(waiting))}
            action={words.send(counted(waiting))}
            onConfirm={() => send({ campaignId })}
          >
            <p>{words.sendNote({ name })}</p>
          </ConfirmDialog>
        </Suspense>
      )}
    </section>
  );
}

function Facts({ campaign }: { campaign: Campaign }) {
  const words = useMessages(messages);
  const { audience, viewName, templateName, values } = campaign;
  const to =
    audience.kind === "view"
      ? viewName === null
        ? words.viewGone
        : words.viewOf({ name: viewName })
      : audience.filters.where === undefined
        ? words.everybody
        : words.ownFilter;
  return (
    <Section title={words.facts}>
      <dl className="campaign-facts">
        <dt>{words.template}</dt>
        <dd>{templateName}</dd>
        <dt>{words.audience}</dt>
        <dd>{to}</dd>
        {Object.entries(values).map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
    </Section>
  );
}
