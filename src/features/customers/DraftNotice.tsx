// Who else is adding the same person just now, and that an import is still bringing people in.
import { useLocale } from "../../i18n/locale";
import { defineMessages, useMessages } from "../../i18n/messages";
import { plural } from "../../i18n/plural";
import type { DraftsAlike } from "./useDrafts";

const messages = defineMessages({
  en: {
    email: "e-mail",
    phone: "phone",
    name: "name",
    adding: (p: { who: string; same: string }) =>
      `${p.who} is adding somebody with the same ${p.same} right now.`,
    importing: (p: { n: number }) =>
      plural("en", p.n, {
        one: "An import is running: # row is still to come. Whoever is in it is shown here as soon as they are in.",
        other:
          "An import is running: # rows are still to come. Whoever is in it is shown here as soon as they are in.",
      }),
  },
  ru: {
    email: "почта",
    phone: "телефон",
    name: "имя",
    adding: (p) => `${p.who} прямо сейчас добавляет клиента с такими же данными: ${p.same}.`,
    importing: (p) =>
      plural("ru", p.n, {
        one: "Идёт импорт: осталась # строка. Совпадения появятся здесь, как только строка будет загружена.",
        few: "Идёт импорт: осталось # строки. Совпадения появятся здесь, как только строки будут загружены.",
        many: "Идёт импорт: осталось # строк. Совпадения появятся здесь, как только строки будут загружены.",
        other:
          "Идёт импорт: осталось # строки. Совпадения появятся здесь, как только строки будут загружены.",
      }),
  },
});

export function DraftNotice({ drafts }: { drafts: DraftsAlike | undefined }) {
  const words = useMessages(messages);
  const list = new Intl.ListFormat(useLocale(), { type: "conjunction" });
  return (
    <div role="status" aria-live="polite">
      {drafts !== undefined && (drafts.drafts.length > 0 || drafts.importing !== null) && (
        <div className="matches">
          {drafts.drafts.map(({ userName, same }) => (
            <p key={userName}>
              {words.adding({ who: userName, same: list.format(same.map((fact) => words[fact])) })}
            </p>
          ))}
          {drafts.importing !== null && (
            <p className="meta">{words.importing({ n: drafts.importing.left })}</p>
          )}
        </div>
      )}
    </div>
  );
}
