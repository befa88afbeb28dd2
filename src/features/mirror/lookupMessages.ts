// Words of choosing a customer of the older point of sale.
import { defineMessages } from "../../i18n/messages";

export const lookupMessages = defineMessages({
  en: {
    find: "Find in the point of sale",
    store: "Customers of the older point of sale",
    arriving: (p: { name: string }) => `${p.name} is on the way from the point of sale`,
    newThere: "New in the point of sale",
    name: "Name",
    phone: "Phone",
    email: "E-mail",
    add: "Add to the point of sale",
  },
  ru: {
    find: "Найти в кассе",
    store: "Клиенты прежней кассы",
    arriving: (p) => `${p.name} — на пути из кассы`,
    newThere: "Новый в кассе",
    name: "Имя",
    phone: "Телефон",
    email: "Почта",
    add: "Добавить в кассу",
  },
});
