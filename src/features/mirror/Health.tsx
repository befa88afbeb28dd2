// How the transition fares: the three systems, the synchronization, the data, and the nine figures of each of two lists.
import { useState, type ReactNode } from "react";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgMutation, useOrgQueryKept } from "../../data/org";
import { errorMessage } from "../../data/errorMessage";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { StatusBadge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { useNow } from "../../ui/clock";
import { SkeletonLines } from "../../ui/Feedback";
import { FormActions, FormField } from "../../ui/FormField";
import { LiveValue } from "../../ui/LiveValue";
import { Figure, Section } from "../../ui/Page";
import { TextField } from "../../ui/TextField";
import { toast } from "../../ui/toast";
import { DateText } from "../../ui/Values";
import { healthMessages } from "./healthMessages";

type Health = FunctionReturnType<typeof api.mirror.health>;
type Metrics = FunctionReturnType<typeof api.mirror.metrics>;

const minute = 60_000;

export function Health() {
  // To the minute, so that people share one answer.
  const now = Math.floor(useNow() / minute) * minute;
  const health = useOrgQueryKept(api.mirror.health, { now });
  const metrics = useOrgQueryKept(api.mirror.metrics, { now });
  if (health === undefined || metrics === undefined) return <SkeletonLines widths={["60%", "45%", "70%"]} />;
  return (
    <>
      <Now health={health} />
      <Migration figures={metrics.migration} />
      <Transition figures={metrics.transition} />
    </>
  );
}

const roles = {
  healthy: "positive",
  upgrading: "info",
  quiet: "warning",
  paused: "warning",
  stalled: "danger",
  failing: "danger",
  notConnected: "neutral",
} as const;

function Now({ health }: { health: Health }) {
  const words = useMessages(healthMessages);
  const format = useFormat();
  const { systems, syncMetrics, dataIntegrity } = health;
  return (
    <>
      <Section title={words.systems}>
        <div className="mirror-nine">
          {(["legacyPOS", "newCustomerManagement", "syncService"] as const).map((system) => (
            <div key={system}>
              <p className="meta">{words[system]}</p>
              <LiveValue value={systems[system]}>
                <StatusBadge role={roles[systems[system]]}>{words[systems[system]]}</StatusBadge>
              </LiveValue>
            </div>
          ))}
        </div>
      </Section>
      <Section title={words.sync}>
        <div className="mirror-figures">
          <Value label={words.queueLength} value={format.number(syncMetrics.queueLength)} />
          <Value
            label={words.averageProcessingTime}
            hint={words.averageProcessingTimeHow}
            value={
              syncMetrics.averageProcessingTime === null
                ? null
                : format.duration(syncMetrics.averageProcessingTime)
            }
          />
          <Value
            label={words.failureRate}
            hint={words.failureRateHow}
            value={format.percent(syncMetrics.failureRate)}
          />
          <Value label={words.lastSuccessfulSync} value={moment(syncMetrics.lastSuccessfulSync)} />
        </div>
      </Section>
      <Section title={words.data}>
        <div className="mirror-nine">
          <Value label={words.totalDiscrepancies} value={format.number(dataIntegrity.totalDiscrepancies)} />
          <Value
            label={words.criticalDiscrepancies}
            hint={words.criticalDiscrepanciesHow}
            value={format.number(dataIntegrity.criticalDiscrepancies)}
          />
          <Value label={words.lastReconciliation} value={moment(dataIntegrity.lastReconciliation)} />
        </div>
      </Section>
    </>
  );
}

const moment = (at: number | null) => (at === null ? null : <DateText at={at} />);

/** A dash for what is not known yet. */
function Value({ label, hint, value }: { label: string; hint?: string; value: ReactNode }) {
  return (
    <Figure label={label} {...(hint && { hint })}>
      {value === null ? <span className="quiet">—</span> : <span className="numeric">{value}</span>}
    </Figure>
  );
}

function Migration({ figures }: { figures: Metrics["migration"] }) {
  const words = useMessages(healthMessages);
  const format = useFormat();
  const { percent, ms } = useShown();
  return (
    <Section title={words.migration} note={words.migrationNote}>
      <div className="mirror-nine">
        <Value label={words.syncSuccessRate} hint={words.twoDays} value={percent(figures.syncSuccessRate)} />
        <Value
          label={words.customerDataAccuracy}
          hint={words.accuracyHow}
          value={percent(figures.customerDataAccuracy)}
        />
        <Value label={words.dataDiscrepancies} value={format.number(figures.dataDiscrepancies)} />
        <Value
          label={words.customerDuplicates}
          hint={words.duplicatesHow}
          value={format.number(figures.customerDuplicates)}
        />
        <Value
          label={words.customerLookupTime}
          hint={words.lookupHow}
          value={ms(figures.customerLookupTime)}
        />
        <Value
          label={words.customerCreationTime}
          hint={words.creationHow}
          value={ms(figures.customerCreationTime)}
        />
        <Value
          label={words.staffUsingNewSystem}
          hint={words.staffHow}
          value={format.number(figures.staffUsingNewSystem)}
        />
        <Value
          label={words.bookingsUsingNewCustomers}
          hint={words.bookingsHow}
          value={percent(figures.bookingsUsingNewCustomers)}
        />
        <Value
          label={words.operationalEfficiency}
          hint={words.efficiencyHow}
          value={percent(figures.operationalEfficiency)}
        />
      </div>
    </Section>
  );
}

function Transition({ figures }: { figures: Metrics["transition"] }) {
  const words = useMessages(healthMessages);
  const format = useFormat();
  const mayManage = useOrg().can("mirror:manage");
  const [isEntering, setEntering] = useState(false);
  const { percent, ms } = useShown();
  const number = (value: number | null) => (value === null ? null : format.number(value));
  return (
    <Section
      title={words.progress}
      note={words.progressNote}
      actions={
        mayManage &&
        !isEntering && (
          <Button size="small" onClick={() => setEntering(true)}>
            {words.enter}
          </Button>
        )
      }
    >
      <div className="mirror-nine">
        <Value label={words.duplicateCustomerReduction} value={percent(figures.duplicateCustomerReduction)} />
        <Value
          label={words.dataIntegrityScore}
          hint={words.integrityHow}
          value={number(figures.dataIntegrityScore)}
        />
        <Value label={words.syncAccuracy} hint={words.month} value={percent(figures.syncAccuracy)} />
        <Value
          label={words.customerLookupSpeed}
          hint={words.lookupHow}
          value={ms(figures.customerLookupSpeed)}
        />
        <Value
          label={words.creationSeconds}
          hint={words.creationHow}
          value={
            figures.customerCreationTime === null
              ? null
              : words.seconds({ n: format.number(figures.customerCreationTime) })
          }
        />
        <Value
          label={words.staffAdoptionRate}
          hint={words.staffHow}
          value={percent(figures.staffAdoptionRate)}
        />
        <Value
          label={words.customerSatisfaction}
          hint={words.satisfactionHow}
          value={number(figures.customerSatisfaction)}
        />
        <Value
          label={words.staffProductivity}
          hint={words.productivityHow}
          value={percent(figures.staffProductivity)}
        />
        <Value
          label={words.systemDowntime}
          hint={words.downtimeHow}
          value={
            figures.systemDowntime === null
              ? null
              : words.minutes({ n: format.number(figures.systemDowntime) })
          }
        />
      </div>
      {isEntering && <Enter figures={figures} onClose={() => setEntering(false)} />}
    </Section>
  );
}

function useShown() {
  const words = useMessages(healthMessages);
  const format = useFormat();
  return {
    percent: (value: number | null) => (value === null ? null : words.percent({ n: format.number(value) })),
    ms: (value: number | null) => (value === null ? null : words.ms({ n: format.number(value) })),
  };
}

const enterable = ["customerSatisfaction", "staffProductivity", "systemDowntime"] as const;

function Enter({ figures, onClose }: { figures: Metrics["transition"]; onClose: () => void }) {
  const words = useMessages(healthMessages);
  const format = useFormat();
  const enter = useOrgMutation(api.mirror.enter);
  const [typed, setTyped] = useState(() =>
    Object.fromEntries(enterable.map((field) => [field, figures[field]?.toString() ?? ""])),
  );
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  async function save() {
    setBusy(true);
    try {
      await enter(Object.fromEntries(enterable.map((field) => [field, read(typed[field]!)])));
      toast(words.entered);
      onClose();
    } catch (error) {
      setProblem(errorMessage(error, format.locale));
      setBusy(false);
    }
  }
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <div className="mirror-enter">
        {enterable.map((field) => (
          <FormField key={field} label={words[field]} help={words[`${field}Unit`]}>
            <TextField
              inputMode="decimal"
              value={typed[field]}
              onChange={(event) => setTyped({ ...typed, [field]: event.target.value })}
            />
          </FormField>
        ))}
      </div>
      <FormActions problem={problem}>
        <Button size="small" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button size="small" type="submit" look="primary" busy={isBusy}>
          {words.save}
        </Button>
      </FormActions>
    </form>
  );
}

/** Empty takes a figure away; what is no number is refused by the server in words, as -1 is. */
function read(text: string): number | null {
  const trimmed = text.trim().replace(",", ".");
  if (trimmed === "") return null;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : -1;
}
