// One provider's live hits in the palette, with what was typed marked in them.
import { useEffect } from "react";
import { Command as Cmdk } from "cmdk";
import { marksOf } from "../../convex/search/marks";
import { useLocale } from "../i18n/locale";
import type { SearchHit, SearchProvider } from "./feature";
import { PaletteItem } from "./PaletteItem";
import { answered } from "./paletteRank";

export function PaletteHits({
  provider,
  place,
  text,
  onFirst,
  onChoose,
}: {
  /** Of the group among the groups of answers. */
  place: number;
  /** Told the value of the first answer whenever it becomes another. */
  onFirst: (place: number, value: string | undefined) => void;
  provider: SearchProvider;
  text: string;
  onChoose: (to: string, label: string) => void;
}) {
  const locale = useLocale();
  const hits: readonly SearchHit[] | undefined = provider.useSearch(text);
  const first = hits?.[0] === undefined ? undefined : answered + hits[0].id;
  useEffect(() => {
    onFirst(place, first);
    return () => onFirst(place, undefined);
  }, [place, first, onFirst]);
  if (!hits || hits.length === 0) return null;
  return (
    <Cmdk.Group heading={provider.label[locale]}>
      {hits.map((hit) => (
        <PaletteItem
          key={hit.id}
          value={answered + hit.id}
          icon={provider.icon}
          {...(hit.note === undefined
            ? {}
            : { note: <Marked text={hit.note} typed={hit.typed ?? text} lead={leadOfNote} /> })}
          onSelect={() => onChoose(hit.to, hit.label)}
        >
          <Marked text={hit.label} typed={hit.typed ?? text} />
        </PaletteItem>
      ))}
    </Cmdk.Group>
  );
}

/** So much of a long note is shown before what was found in it: its line is short. */
const leadOfNote = 32;

function Marked({ text, typed, lead = Infinity }: { text: string; typed: string; lead?: number }) {
  return marksOf(text, typed).map(({ text: part, isMarked }, index, parts) =>
    isMarked ? (
      <mark key={index}>{part}</mark>
    ) : index === 0 && parts.length > 1 && part.length > lead ? (
      `… ${part.slice(part.indexOf(" ", part.length - lead) + 1)}`
    ) : (
      part
    ),
  );
}
