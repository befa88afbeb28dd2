// Words beside the values of fields; small, because the customer list is the first load.
import { defineMessages } from "../../i18n/messages";

export const valueMessages = defineMessages({
  en: {
    moreFields: "More fields",
    yes: "Yes",
    no: "No",
    hiddenRecord: "A record you cannot see",
    open: (p: { name: string }) => `Open ${p.name}`,
    change: (p: { label: string }) => `Change ${p.label}`,
    noValue: "No value",
    computed: "Worked out by Orbit",
    remove: "Remove",
    left: "What stood here before the field changed its kind; it did not fit",
  },
  ru: {
    moreFields: "Другие поля",
    yes: "Да",
    no: "Нет",
    hiddenRecord: "Запись, которая вам не видна",
    open: (p) => `Открыть: ${p.name}`,
    change: (p) => `Изменить: ${p.label}`,
    noValue: "Нет значения",
    computed: "Считает Orbit",
    remove: "Убрать",
    left: "Прежнее значение: поле сменило вид, и оно не подошло",
  },
});
