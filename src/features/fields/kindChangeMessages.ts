// Words of changing a field's kind: the sheet, and the row while it goes on and afterwards.
import { defineMessages } from "../../i18n/messages";
import { plural } from "../../i18n/plural";

export const kindChangeMessages = defineMessages({
  en: {
    title: (p: { label: string }) => `Change the kind of “${p.label}”`,
    menu: "Change the kind",
    newKind: "New kind",
    choose: "Choose a kind",
    change: "Change",
    changeTo: (p: { kind: string }) => `Change to “${p.kind}”`,
    dayOrder: "04/11/2022 is",
    dayFirst: "4 November (day first)",
    monthFirst: "11 April (month first)",
    takeFound: (p: { n: number }) =>
      plural("en", p.n, { one: "Take the # value found", other: "Take the # values found" }),
    outcome: "What becomes of the values",
    fits: "fit",
    unfit: "do not fit",
    empty: "without a value",
    counting: (p: { n: number }) =>
      plural("en", p.n, { one: "Looked at # customer", other: "Looked at # customers" }),
    misfits: "What does not fit",
    value: "Value",
    customer: "Customer",
    why: "Why",
    more: (p: { n: number }) =>
      plural("en", p.n, {
        one: "and # more; the list can be filtered by them afterwards",
        other: "and # more; the list can be filtered by them afterwards",
      }),
    becomes: "What becomes of the others",
    keptNote: "What does not fit is kept and shown beside the field until somebody enters a value that does.",
    backNote: "The change can be taken back at any time; every value is then as it was.",
    formulasNote: (p: { names: string }) => `${p.names} goes on reading the field.`,
    blocked: (p: { names: string }) =>
      `${p.names} could not read a field of this kind. Change that formula first.`,
    changing: (p: { kind: string }) => `Becoming “${p.kind}”`,
    stopped: "The change of kind has stopped",
    giveUp: "Give up",
    gaveUp: (p: { label: string }) => `“${p.label}” stays as it was`,
    wasKind: (p: { kind: string }) => `Was “${p.kind}” before`,
    back: (p: { kind: string }) => `Make it “${p.kind}” again`,
    misfitsLeft: (p: { n: number }) =>
      plural("en", p.n, { one: "# value did not fit", other: "# values did not fit" }),
  },
  ru: {
    title: (p) => `Сменить вид поля «${p.label}»`,
    menu: "Сменить вид",
    newKind: "Новый вид",
    choose: "Выберите вид",
    change: "Сменить",
    changeTo: (p) => `Сменить на «${p.kind}»`,
    dayOrder: "04/11/2022 — это",
    dayFirst: "4 ноября (сначала день)",
    monthFirst: "11 апреля (сначала месяц)",
    takeFound: (p) =>
      plural("ru", p.n, {
        one: "Взять # найденное значение",
        few: "Взять # найденных значения",
        many: "Взять # найденных значений",
        other: "Взять # найденных значения",
      }),
    outcome: "Что станет со значениями",
    fits: "подходят",
    unfit: "не подходят",
    empty: "без значения",
    counting: (p) =>
      plural("ru", p.n, {
        one: "Просмотрен # клиент",
        few: "Просмотрено # клиента",
        many: "Просмотрено # клиентов",
        other: "Просмотрено # клиента",
      }),
    misfits: "Что не подходит",
    value: "Значение",
    customer: "Клиент",
    why: "Почему",
    more: (p) =>
      plural("ru", p.n, {
        one: "и ещё #; потом их найдёт фильтр списка",
        few: "и ещё #; потом их найдёт фильтр списка",
        many: "и ещё #; потом их найдёт фильтр списка",
        other: "и ещё #; потом их найдёт фильтр списка",
      }),
    becomes: "Что станет с остальными",
    keptNote:
      "Неподходящее сохраняется и видно рядом с полем, пока кто-нибудь не введёт подходящее значение.",
    backNote: "Смену вида можно вернуть в любой момент: все значения станут прежними.",
    formulasNote: (p) => `Формулы продолжат читать поле: ${p.names}.`,
    blocked: (p) => `Поле такого вида не прочтут формулы: ${p.names}. Сначала измените их.`,
    changing: (p) => `Становится «${p.kind}»`,
    stopped: "Смена вида остановилась",
    giveUp: "Отказаться",
    gaveUp: (p) => `Поле «${p.label}» осталось прежним`,
    wasKind: (p) => `Прежде: «${p.kind}»`,
    back: (p) => `Вернуть вид «${p.kind}»`,
    misfitsLeft: (p) =>
      plural("ru", p.n, {
        one: "# значение не подошло",
        few: "# значения не подошли",
        many: "# значений не подошли",
        other: "# значения не подошли",
      }),
  },
});
