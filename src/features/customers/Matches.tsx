// Possible duplicates as cards: who, how sure and why, with the sum of the reasons on show.
import { samePersonScore, type ReasonKind } from "../../../convex/duplicates/score";
import { useMessages } from "../../i18n/messages";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { Badge } from "../../ui/Badge";
import { reasonWords } from "../merging/reasonWords";
import { recordMessages } from "./recordMessages";
import type { DuplicateMatches } from "./useDuplicateCheck";

type Match = DuplicateMatches["matches"][number];

export function Matches(props: {
  matches: readonly Match[];
  crowded: boolean;
  onOpen: (customerId: string) => void;
  /** Asks for access to the match with this number, where one may not open it. */
  onAsk?: (match: number) => void;
}) {
  const words = useMessages(recordMessages);
  return (
    <div role="status" aria-live="polite">
      {props.matches.length > 0 && (
        <div className="matches">
          <p className="meta">{words.duplicates}</p>
          <ul>
            {props.matches.map((match, index) => (
              <MatchCard
                key={match.customerId ?? `hidden-${index}`}
                match={match}
                onOpen={props.onOpen}
                onAsk={props.onAsk === undefined ? null : () => props.onAsk?.(index)}
              />
            ))}
          </ul>
          {props.crowded && <p className="meta">{words.crowded}</p>}
        </div>
      )}
    </div>
  );
}

function MatchCard(props: {
  match: Match;
  onOpen: (customerId: string) => void;
  onAsk: (() => void) | null;
}) {
  const { match, onOpen, onAsk } = props;
  const words = useMessages(recordMessages);
  const reasons = useMessages(reasonWords);
  const { customerId, score } = match;
  const isSame = score >= samePersonScore;
  const known = match.points.length > 0 ? match.points : match.reasons.map((kind) => ({ kind, points: 0 }));
  return (
    <li className="match">
      <Avatar name={customerId === null ? null : match.name} round />
      <div className="grow">
        <p className="row match-name">
          <strong className="truncate">{match.name}</strong>
          {match.customerCode !== null && <span className="meta numeric">{match.customerCode}</span>}
          <Badge role={isSame ? "danger" : "warning"}>{isSame ? words.samePerson : words.possible}</Badge>
          <span className="meta numeric">{words.score({ n: score })}</span>
        </p>
        <p className="meta match-reasons">
          {known.map(({ kind, points }) => (
            <span key={kind}>
              {reasons[kind as ReasonKind]}
              {points !== 0 && <span className="numeric"> {words.points({ n: points })}</span>}
            </span>
          ))}
        </p>
        {customerId === null && (
          <p className="meta">
            {match.ownerName === null ? words.hiddenUnowned : words.hiddenMatch({ who: match.ownerName })}
          </p>
        )}
      </div>
      {customerId === null && onAsk !== null && (
        <Button size="small" onClick={onAsk}>
          {words.askAccess}
        </Button>
      )}
      {customerId !== null && (
        <Button size="small" onClick={() => onOpen(customerId)}>
          {words.openExisting}
        </Button>
      )}
    </li>
  );
}
