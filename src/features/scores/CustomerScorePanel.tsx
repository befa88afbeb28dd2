// The lead score and the sum it is: every factor with its fact and its points.
import { Suspense, useEffect, useState } from "react";
import { DotsHorizontalIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import type { FactorName } from "../../../convex/scores/factors";
import { dayMs } from "../../../convex/shared/days";
import { useOrg, useOrgMutation, useOrgQuery } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { IconButton } from "../../ui/Button";
import { Skeleton } from "../../ui/Feedback";
import { LiveValue } from "../../ui/LiveValue";
import { Menu } from "../../ui/Menu";
import { later } from "../../ui/later";
import { toast } from "../../ui/toast";
import { DateText } from "../../ui/Values";
import type { CustomerPartProps } from "../customers/openCustomer";
import { factorWord, factWord } from "./factorWords";
import { messages } from "./messages";
import "./scores.css";

const WeightsDialog = later(() => import("./WeightsDialog"));

export function CustomerScorePanel({ customer }: CustomerPartProps) {
  const words = useMessages(messages);
  const format = useFormat();
  const { can } = useOrg();
  const score = useOrgQuery(api.scores.get, { customerId: customer._id });
  const refresh = useOrgMutation(api.value.refresh);
  const recompute = useOrgMutation(api.value.recompute);
  const [isWeighing, setIsWeighing] = useState(false);
  const calculatedAt = score === null ? 0 : score?.lastCalculated;
  // A record that came from elsewhere has not been computed yet, and days are told of here; looking is reason enough.
  useEffect(() => {
    if (calculatedAt !== undefined && Date.now() - calculatedAt > dayMs)
      void refresh({ customerId: customer._id }).catch(reportError);
  }, [calculatedAt, refresh, customer._id]);

  const weightSum = score?.factors.reduce((sum, { weight }) => sum + weight, 0) ?? 0;
  return (
    <div className="score">
      <div className="score-head">
        {score === undefined || score === null ? (
          <Skeleton width={72} height={24} />
        ) : (
          <p className="score-figure" data-tip={words.scoreHint}>
            <LiveValue value={score.score}>
              <span className="numeric">{format.number(score.score)}</span>
            </LiveValue>
            <span className="meta">{words.outOf}</span>
          </p>
        )}
        <Menu
          align="end"
          items={[
            {
              label: words.recalculate,
              onSelect: () => void refresh({ customerId: customer._id }).catch(reportError),
            },
            ...(can("value:recompute")
              ? [
                  {
                    label: words.recomputeAll,
                    onSelect: () => void recompute({}).then(() => toast(words.recomputing), reportError),
                  },
                ]
              : []),
            ...(can("scores:configure")
              ? [{ label: words.weights, onSelect: () => setIsWeighing(true) }]
              : []),
          ]}
          trigger={(trigger) => (
            <IconButton {...trigger} label={words.moreActions} size="small">
              <DotsHorizontalIcon aria-hidden />
            </IconButton>
          )}
        />
      </div>
      {score === undefined || score === null ? (
        <>
          {[80, 65, 70].map((width) => (
            <Skeleton key={width} width={`${width}%`} />
          ))}
        </>
      ) : (
        <>
          <ul className="score-sum">
            {score.factors.map(({ factor, points, weight, fact, value }) => {
              const most = Math.round((100 * weight) / weightSum);
              return (
                <li key={factor} data-tip={words.points({ n: points, max: most })}>
                  <span className="score-factor truncate">{factorWord(words, factor as FactorName)}</span>
                  <span className="meta truncate">{factWord(words, factor as FactorName, fact)}</span>
                  <span className="numeric score-points">
                    {points > 0 ? `+${format.number(points)}` : "0"}
                  </span>
                  <span className="score-bar" aria-hidden>
                    <span style={{ width: `${Math.round(value * 100)}%` }} />
                  </span>
                </li>
              );
            })}
          </ul>
          <p className="meta">
            {words.calculatedAt} <DateText at={score.lastCalculated} />
          </p>
        </>
      )}
      {isWeighing && (
        <Suspense>
          <WeightsDialog onClose={() => setIsWeighing(false)} />
        </Suspense>
      )}
    </div>
  );
}
