// Words of the figures over the list; each says how it is made.
import { defineMessages } from "../../i18n/messages";
import { plural } from "../../i18n/plural";

export const kpiMessages = defineMessages({
  en: {
    figures: "Figures",
    customers: "Customers",
    customersHow: "All customers that are not deleted. Press to show them.",
    portfolio: "Your customers",
    portfolioHow: "The customers you see. Press to show them.",
    new: "New this month",
    newHow: (p: { from: string; zone: string; last: string }) =>
      `Created since ${p.from}, days counted in ${p.zone}; ${p.last} in the month before. Press to show them.`,
    growth: (p: { share: string }) => `${p.share} on last month`,
    active: (p: { days: number }) => plural("en", p.days, { one: "Came in # day", other: "Came in # days" }),
    activeHow: (p: { from: string }) => `Came or bought on or after ${p.from}. Press to show them.`,
    again: "Come again",
    of: (p: { n: string; all: string }) => `${p.n} of ${p.all}`,
    againHow: (p: { returning: string; visitors: string }) =>
      `${p.returning} of the ${p.visitors} who ever came have come more than once. Press to show them.`,
    vip: "VIP",
    vipHow: "Customers with a tier. Press to show them.",
    value: "Lifetime value",
    valueHow: (p: { sum: string }) =>
      `${p.sum}: sales of all customers, and accepted quotes that none of them pays. Press to sort by it.`,
    average: (p: { amount: string }) => `${p.amount} each`,
  },
  ru: {
    figures: "Показатели",
    customers: "Клиенты",
    customersHow: "Все неудалённые клиенты. Нажмите, чтобы показать их.",
    portfolio: "Ваши клиенты",
    portfolioHow: "Клиенты, которых вы видите. Нажмите, чтобы показать их.",
    new: "Новые за месяц",
    newHow: (p) =>
      `Созданы с ${p.from}, дни по часам ${p.zone}; месяцем раньше: ${p.last}. Нажмите, чтобы показать их.`,
    growth: (p) => `${p.share} к прошлому`,
    active: (p) =>
      plural("ru", p.days, {
        one: "Были за # день",
        few: "Были за # дня",
        many: "Были за # дней",
        other: "Были за # дня",
      }),
    activeHow: (p) => `Приходили или покупали с ${p.from}. Нажмите, чтобы показать их.`,
    again: "Возвращаются",
    of: (p) => `${p.n} из ${p.all}`,
    againHow: (p) =>
      `${p.returning} из ${p.visitors} приходивших были больше одного раза. Нажмите, чтобы показать их.`,
    vip: "VIP",
    vipHow: "Клиенты с уровнем. Нажмите, чтобы показать их.",
    value: "Ценность",
    valueHow: (p) =>
      `${p.sum}: продажи всех клиентов и принятые предложения, которых ни одна из них не оплачивает. Нажмите, чтобы сортировать.`,
    average: (p) => `по ${p.amount}`,
  },
});
