// The words of erasing a person for good.
import { defineMessages } from "../../i18n/messages";

export const messages = defineMessages({
  en: {
    erase: "Erase for ever…",
    title: (p: { name: string }) => `Erase ${p.name} for ever`,
    goes: "Notes, interactions, contacts, follow-ups, documents with their files, consents, merges and what the history says of this person go for good, also from records merged into this one.",
    stays:
      "Quotes keep their numbers and totals, leads their stages, under a nameless record with the same code.",
    never: "This cannot be undone.",
    typed: "Type the customer's name",
    action: "Erase for ever",
    started: (p: { name: string }) => `${p.name} is being erased`,
    erased: (p: { when: string }) => `Erased on ${p.when}. Only numbers without a name are left.`,
  },
  ru: {
    erase: "Стереть навсегда…",
    title: (p: { name: string }) => `Стереть навсегда: ${p.name}`,
    goes: "Заметки, взаимодействия, контакты, следующие шаги, документы с файлами, согласия, объединения и всё, что сказано об этом человеке в истории, исчезнут навсегда, также из объединённых с ним записей.",
    stays: "Предложения сохранят номера и суммы, лиды — этапы, под безымянной записью с тем же кодом.",
    never: "Отменить это нельзя.",
    typed: "Введите имя клиента",
    action: "Стереть навсегда",
    started: (p: { name: string }) => `${p.name}: данные стираются`,
    erased: (p: { when: string }) => `Стёрто ${p.when}. Остались только числа без имени.`,
  },
});
