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
          {...(hit.note === undefined ? {} : { note: <Marked text={hit.note} typed={hit.typed ?? text} /> })}
          onSelect={() => onChoose(hit.to, hit.label)}
        >
          <Marked text={hit.label} typed={hit.typed ?? text} />
        </PaletteItem>
      ))}
    </Cmdk.Group>
  );
}

function Marked({ text, typed }: { text: string; typed: string }) {
  return marksOf(text, typed).map(({ text: part, isMarked }, index) =>
    isMarked ? <mark key={index}>{part}</mark> : part,
  );
}
