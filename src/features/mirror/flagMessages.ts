// Words of the transition's switches and of the way back.
import { defineMessages } from "../../i18n/messages";
import { plural } from "../../i18n/plural";

interface Counts {
  legacy: number;
  new: number;
  pending: number;
  manual: number;
  differences: number;
}

export const flagMessages = defineMessages({
  en: {
    title: "What is in use",
    note: "Each part of Orbit can be on for everyone, for some, or for nobody; who has it off works with the older point of sale’s customers. A switch works at once.",
    follow: "Follow the stage",
    followed: "Switched as the stage recommends",
    everyone: "Everyone",
    some: "Some people…",
    nobody: "Nobody",
    named: (p: { n: number }) => plural("en", p.n, { one: "# person or team", other: "# people and teams" }),
    change: "Change",
    notRecommended: "Not as the stage recommends",
    forWhom: "Tick the people and teams who have this part already.",
    team: (p: { name: string }) => `Team ${p.name}`,
    save: "Save",
    "new-customer-system": "New customer system",
    "new-customer-system-note": "The main switch: without it every other one is off.",
    "use-central-customers": "Customers of Orbit in bookings and packages",
    "use-central-customers-note": "Without it bookings and packages choose from the point of sale.",
    "new-customer-search": "Search",
    "new-customer-search-note": "Bookings and packages search Orbit’s customers.",
    "new-customer-creation": "New customers",
    "new-customer-creation-note": "Whoever is new is added to Orbit, not to the point of sale.",
    "new-booking-integration": "Bookings",
    "new-booking-integration-note": "A booking is made for a customer of Orbit.",
    "new-package-integration": "Packages",
    "new-package-integration-note": "A package is sold to a customer of Orbit.",
    "pos-transition": "New point of sale",
    "pos-transition-note": "People sell at Orbit’s counter, not at the older till.",
    wayBack: "The way back",
    wayBackNote:
      "If something goes wrong, people work with the older point of sale again. Nothing is deleted, and it can be reversed.",
    goBack: "Go back…",
    what: "What",
    emergency: "Everything: older point of sale only",
    emergencyNote: "Search, new customers and bookings go back, and the synchronization is paused.",
    partialNote: "Only this part goes back; the synchronization goes on.",
    "customer-creation": "New customers",
    "booking-integration": "Bookings",
    reason: "Why",
    wentBack: "Gone back to the older point of sale",
    stood: (p: Counts) =>
      `${String(p.legacy)} there, ${String(p.new)} here, ${String(p.pending)} on their way, ${String(p.manual)} failed, ${String(p.differences)} differences`,
    reversed: "Reversed",
    reverse: "Reverse",
    reversedToast: "Reversed: everything goes on as before",
  },
  ru: {
    title: "Что используется",
    note: "Каждая часть Orbit может быть включена у всех, у некоторых или ни у кого; у кого она выключена, тот работает с клиентами прежней кассы. Переключается сразу.",
    follow: "По этапу",
    followed: "Переключено, как советует этап",
    everyone: "У всех",
    some: "У некоторых…",
    nobody: "Ни у кого",
    named: (p) =>
      plural("ru", p.n, {
        one: "# человек или команда",
        few: "# человека и команды",
        many: "# человек и команд",
        other: "# человека и команды",
      }),
    change: "Изменить",
    notRecommended: "Не так, как советует этап",
    forWhom: "Отметьте людей и команды, у которых эта часть уже есть.",
    team: (p) => `Команда «${p.name}»`,
    save: "Сохранить",
    "new-customer-system": "Новая система клиентов",
    "new-customer-system-note": "Главный переключатель: без него выключены все остальные.",
    "use-central-customers": "Клиенты Orbit в бронированиях и пакетах",
    "use-central-customers-note": "Без этого бронирования и пакеты выбирают из кассы.",
    "new-customer-search": "Поиск",
    "new-customer-search-note": "Бронирования и пакеты ищут клиентов Orbit.",
    "new-customer-creation": "Новые клиенты",
    "new-customer-creation-note": "Новый клиент добавляется в Orbit, а не в кассу.",
    "new-booking-integration": "Бронирования",
    "new-booking-integration-note": "Бронирование делается для клиента Orbit.",
    "new-package-integration": "Пакеты",
    "new-package-integration-note": "Пакет продаётся клиенту Orbit.",
    "pos-transition": "Новая касса",
    "pos-transition-note": "Продают на кассе Orbit, а не на прежней.",
    wayBack: "Путь назад",
    wayBackNote:
      "Если что-то идёт не так, люди снова работают с прежней кассой. Ничего не удаляется, и это можно отменить.",
    goBack: "Вернуться…",
    what: "Что",
    emergency: "Всё: только прежняя касса",
    emergencyNote: "Поиск, новые клиенты и бронирования возвращаются, синхронизация приостанавливается.",
    partialNote: "Возвращается только эта часть, синхронизация продолжается.",
    "customer-creation": "Новые клиенты",
    "booking-integration": "Бронирования",
    reason: "Почему",
    wentBack: "Вернулись к прежней кассе",
    stood: (p) =>
      `${String(p.legacy)} там, ${String(p.new)} здесь, ${String(p.pending)} в пути, ${String(p.manual)} с ошибкой, ${String(p.differences)} расхождений`,
    reversed: "Отменено",
    reverse: "Отменить",
    reversedToast: "Отменено: всё идёт как прежде",
  },
});
