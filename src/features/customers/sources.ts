// The ten sources in the person's language; the stored word stays English (CUS-12).
import type { CustomerSource } from "../../../convex/customers/words";
import { getLocale } from "../../i18n/locale";

const russian: Record<CustomerSource, string> = {
  "Walk In": "Пришёл сам",
  "Website Booking": "Заявка на сайте",
  "Phone Call": "Звонок",
  "Social Media": "Социальные сети",
  Referral: "Рекомендация",
  Corporate: "Корпоративный",
  Event: "Мероприятие",
  "Marketing Campaign": "Реклама",
  "Mobile App": "Приложение",
  Others: "Другое",
};
const english: Partial<Record<CustomerSource, string>> = {
  "Walk In": "Walk-in",
  "Website Booking": "Website booking",
  "Phone Call": "Phone call",
  "Social Media": "Social media",
  "Marketing Campaign": "Marketing campaign",
  "Mobile App": "Mobile app",
};

export function sourceWord(source: CustomerSource): string {
  return getLocale() === "ru" ? russian[source] : (english[source] ?? source);
}
