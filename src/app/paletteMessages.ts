// The words of the palette, beyond those with which the shell opens it.
import { defineMessages } from "../i18n/messages";

export const paletteMessages = defineMessages({
  en: {
    recent: "Recent",
    goTo: "Go to",
    actions: "Actions",
    noResults: "Nothing found. Try another word.",
  },
  ru: {
    recent: "Недавнее",
    goTo: "Перейти",
    actions: "Действия",
    noResults: "Ничего не найдено. Попробуйте другое слово.",
  },
});
