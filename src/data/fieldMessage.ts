// What is wrong with one field, in the person's language. English comes with the shape (it says what to do); Russian is
// worded here by rule; a rule without words of its own is still told in Russian.
import type { FieldIssue } from "../../convex/shared/errors";
import { formatMoney, formatNumber } from "../i18n/format";
import type { Locale } from "../i18n/locale";

export interface FieldProblem extends Pick<FieldIssue, "rule" | "message" | "limit"> {
  /** zod's own facts about the issue (minimum, maximum), where there are any. */
  facts?: object;
}

/** Where the shape's own English is for programs: on the screen a day is typed in the person's notation. */
const english: Record<string, string> = {
  invalidDay: "Enter a date that exists.",
};

const russian: Record<string, (limit: string | null, isText: boolean) => string> = {
  invalidJson: () => 'Введите объект JSON, например {"loyaltyCard": "42"}',
  required: () => "Заполните это поле",
  invalid_type: () => "Заполните это поле",
  too_small: (limit, isText) =>
    limit === null || (isText && limit === "1")
      ? "Заполните это поле"
      : isText
        ? `Не меньше ${limit} символов`
        : `Не меньше ${limit}`,
  too_big: (limit, isText) =>
    limit === null ? "Слишком много" : isText ? `Не больше ${limit} символов` : `Не больше ${limit}`,
  invalidEmail: () => "Введите адрес почты, например name@example.com",
  invalidPhone: () => "Введите телефон с кодом страны, например +7 701 234 56 78",
  invalidUrl: () => "Введите адрес сайта, например https://example.com",
  invalidDay: () => "Введите существующую дату",
  invalidMoney: () => "Введите сумму, например 1299,50",
  dueDate: () => "Выберите время не раньше сегодняшнего дня и не позже чем через пять лет",
  otherCustomer: () => "Выберите из данных этого клиента",
  automatic: () => "Это записала система; запишите своё взаимодействие отдельно",
  invalid_value: () => "Выберите одно из значений",
  badCharacters: () => "Уберите невидимые и управляющие символы",
  contactRequired: () => "Укажите телефон или почту",
  future: () => "Дата не может быть в будущем",
  invalidInstant: () => "Введите дату и время",
  invalidOrigin: () => "Введите адрес сайта, например https://example.com",
  notFilled: () => "Заполните это поле",
  taken: () => "Это значение уже занято",
  unknownMember: () => "Выберите действующего сотрудника",
  negative: () => "Не меньше нуля",
  positive: () => "Введите сумму больше нуля",
  noSpaces: () => "Без пробелов",
  taxRate: () => "Налог — от 0 до 100 %",
  whole: () => "Введите целое число",
  tooMuch: (limit) => `Одна продажа — не больше ${limit}`,
  tooLong: () => "Выберите период не длиннее пяти лет",
  invalidDate: () => "Введите дату продажи",
  invalidCurrency: () => "Введите валюту тремя буквами, например USD",
  tooMuchPrice: (limit) => `Один пакет — не больше ${limit}`,
  sessions: () => "Введите целое число сеансов от 1 до 10 000 или оставьте пустым",
  validDays: () => "Введите целое число дней от 1 до 11 000 или оставьте пустым",
  notOffered: () => "Этот пакет больше не продаётся. Выберите другой или верните его в каталог",
  noneLeft: () => "В этом пакете не осталось сеансов",
  noneUsed: () => "Ни одного сеанса этого пакета не использовано",
  isCancelled: () => "Этот пакет отменён. Сначала верните его",
  hasEnded: () => "Срок этого пакета истёк",
  notBegun: () => "Этот пакет ещё не начался",
  notPayable: () => "Выберите оформленный заказ, который не отменён",
  notAccepted: () => "Выберите принятое предложение",
  otherCurrency: () => "Предложение в другой валюте; оплата — в той же",
  tooMuchCredit: (limit) => `Кредит — не больше ${limit}`,
  tooManyPoints: () => "Баллов — не больше 999 999 999",
  unknownTier: () => "Выберите один из уровней",
  outside: () => "Введите число в допустимых пределах",
  tooHigh: () => "Слишком высокая цена",
  seatsTaken: () => "Столько мест уже занято; оставьте не меньше",
  booked: () => "Этот день уже забронирован; добавьте другой выезд",
  weight: () => "Введите целое число от 0 до 100",
  invalidNumber: () => "Введите число",
  decimals: () => "Слишком много знаков после запятой",
  computed: () => "Это значение считает Orbit",
  readOnly: () => "Ваша роль видит это поле, но не меняет",
  unknownField: () => "Такого поля нет",
  openBraces: () => "Пишите подстановку так: {{name}} — по две скобки с каждой стороны",
  variableName: () => "Имя подстановки — буквы и цифры, как в {{firstName}}",
  missingVariable: () => "Укажите значение: у этого клиента его нет",
  tooLongMessage: () => "Для этого канала слишком длинно",
  missingValue: () => "Укажите значение",
  notEmail: () => "Рассылки уходят письмами: выберите шаблон письма",
  inactiveTemplate: () => "Этот шаблон отключён: выберите другой или верните его",
  viewGone: () => "Этот вид удалили: выберите другой",
  nobody: () => "Из этой аудитории написать некому: посмотрите почему и выберите другую",
  tooManyValues: () => "Не больше 50 значений",
  noText: () => "Напишите сообщение хотя бы на одном языке",
  braces: () => "Уберите фигурные скобки",
  fixedResult: () => "Поле и дальше должно давать значения того же вида",
  fixedType: () => "Выберите другой вид, который можно заполнять",
  kindChanging: () => "Вид этого поля сейчас меняется; дождитесь конца",
  hasValues: () => "У записей уже есть значения; среди них могут быть одинаковые",
  currencyDigits: () => "Выберите валюту с таким же числом знаков",
  cycle: () => "Эти поля считаются друг из друга",
  "formula.empty": () => "Введите формулу",
  "formula.syntax": () => "Это не формула: проверьте знаки и скобки",
  "formula.tooLong": () => "Сократите формулу",
  "formula.unknownField": () => "Нет такого поля; названия полей пишутся в фигурных скобках",
  "formula.unknownFunction": () => "Нет такой функции",
  "formula.arguments": () => "У функции другое число значений",
  "formula.types": () => "Эти значения не сочетаются друг с другом",
};

/** The sentence beside a field. */
export function fieldMessage(problem: FieldProblem, locale: Locale): string {
  if (locale === "en") return english[problem.rule] ?? problem.message;
  const facts = (problem.facts ?? {}) as { origin?: string };
  return (
    russian[problem.rule]?.(limitText(problem, locale), facts.origin === "string") ?? "Проверьте это значение"
  );
}

function limitText({ limit, facts }: FieldProblem, locale: Locale): string | null {
  if (limit) return formatMoney(locale, limit.minor, limit.currency);
  const { minimum, maximum } = (facts ?? {}) as { minimum?: number; maximum?: number };
  const bound = minimum ?? maximum;
  return bound === undefined ? null : formatNumber(locale, Number(bound));
}
