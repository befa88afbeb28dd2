// How sure a suggestion is, and by what: the percentage with its facts.
import type { EvidenceKind } from "../../../convex/profiles/match";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Badge } from "../../ui/Badge";
import { messages } from "./messages";
import { useEvidenceWord } from "./words";

/** From here on a suggestion is more than a likeness. */
const sureFrom = 0.8;

export function Confidence({ value }: { value: number }) {
  const words = useMessages(messages);
  const format = useFormat();
  return (
    <Badge
      role={value >= sureFrom ? "positive" : "neutral"}
      title={value >= sureFrom ? words.probably : words.perhaps}
    >
      <span className="numeric">{words.sure({ percent: format.percent(value) })}</span>
    </Badge>
  );
}

export function Evidence({ of }: { of: readonly { kind: EvidenceKind }[] }) {
  const said = useEvidenceWord();
  return (
    <span className="profile-evidence meta">
      {of.map(({ kind }) => (
        <span key={kind}>{said(kind)}</span>
      ))}
    </span>
  );
}
