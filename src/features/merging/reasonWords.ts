// Every reason for and against two records being one person, in words; a new reason does not compile until it is worded.
import type { ReasonKind } from "../../../convex/duplicates/score";
import { defineMessages } from "../../i18n/messages";

const en: Record<ReasonKind, string> = {
  sameHash: "Same id in the older system",
  sameEmail: "Same e-mail",
  sameMailbox: "Same mailbox, written differently",
  samePhone: "Same phone",
  samePhoneOtherFormat: "Same phone in another format",
  similarEmail: "E-mail but for a slip",
  similarPhone: "Phone but for one digit",
  sameBirth: "Same date of birth",
  contactEmail: "E-mail of a contact",
  contactPhone: "Phone of a contact",
  sameName: "Same name",
  similarName: "Similar name",
  sharedEmail: "Same shared mailbox",
  sameDomain: "Same web domain",
  noName: "No name to contradict",
  partOfName: "Part of the name",
  otherName: "Another name",
};
const ru: Record<ReasonKind, string> = {
  sameHash: "Тот же номер в старой системе",
  sameEmail: "Та же почта",
  sameMailbox: "Тот же ящик, записан иначе",
  samePhone: "Тот же телефон",
  samePhoneOtherFormat: "Тот же телефон в другом виде",
  similarEmail: "Почта отличается опечаткой",
  similarPhone: "Телефон отличается одной цифрой",
  sameBirth: "Та же дата рождения",
  contactEmail: "Почта контакта",
  contactPhone: "Телефон контакта",
  sameName: "То же имя",
  similarName: "Похожее имя",
  sharedEmail: "Тот же общий ящик",
  sameDomain: "Тот же домен сайта",
  noName: "Имени, которое бы спорило, нет",
  partOfName: "Часть имени",
  otherName: "Другое имя",
};
export const reasonWords = defineMessages({ en, ru });
