// Every refusal of the backend as a sentence that says what happened and what to do. Exhaustive: a new code does not
// compile until it is worded here in both languages.
import { orbitError, type ErrorCode, type ErrorFacts, type OrbitError } from "../../convex/shared/errors";
import { formatDuration, formatMoney, formatNumber } from "../i18n/format";
import { plural } from "../i18n/plural";
import type { Locale } from "../i18n/locale";
import { CallError } from "./backend";
import { fieldMessage } from "./fieldMessage";
import { importReason, interactionReason, linkReason, mergeReason, passwordReason } from "./reasons";

type Wording = { [C in ErrorCode]: (facts: ErrorFacts<C>) => string };

const en: Wording = {
  UNAUTHENTICATED: () => "You are signed out. Sign in and try again.",
  FORBIDDEN: () => "Your role does not allow this. Ask an admin of the organization.",
  NOT_FOUND: () => "It is not here any more, or you may not see it. Go back and choose another.",
  OUT_OF_REACH: ({ entity }) =>
    `A colleague looks after this ${{ customers: "customer", leads: "lead" }[entity]}. Ask them, their team or a manager.`,
  VALIDATION_ERROR: ({ issues }) => issues[0]?.message ?? "Check the fields and try again.",
  DUPLICATE_CUSTOMER: ({ field, duplicates }) =>
    `${duplicates[0]?.name ?? "Another customer"} already has this ${{ email: "e-mail", phone: "phone number", stableHashId: "id of an older system" }[field]}. Open that customer, or use another one.`,
  CUSTOMER_NAME_CONFLICT: ({ duplicates }) =>
    `There is a customer with a similar name: ${duplicates[0]?.name ?? "another customer"}. Open it, or confirm that this is somebody else.`,
  INVALID_ASSIGNMENT: () =>
    "This person cannot be given the customer. Choose an active member of the organization.",
  INVALID_STATUS_CHANGE: () =>
    "It has moved on in the meantime, so this is not possible. See where it stands now.",
  REASON_REQUIRED: () => "Say why, in a few words, and try again.",
  PRIMARY_CONTACT_REQUIRED: () =>
    "A company needs one main contact. Make another contact the main one first.",
  INVALID_INTERACTION: ({ reason }) => interactionReason(reason, "en"),
  QUOTE_NUMBER_CONFLICT: ({ quoteNumber }) =>
    `Number ${quoteNumber} was just taken. Try again to get the next one.`,
  QUOTE_NOT_EDITABLE: () =>
    "This quote was already sent, so it cannot be changed. Make a copy and edit that.",
  CONSENT_MISSING: () => "This customer has not agreed to marketing by e-mail, or has no address.",
  QUOTE_EXPIRED: () => "This quote has expired. Set a new date, then send it again.",
  QUOTE_ALREADY_ORDERED: ({ orderNumber }) => `This quote has become order ${orderNumber} already.`,
  ORDER_NOT_EDITABLE: () => "This order was placed, so it cannot be changed. Cancel it and write another.",
  OPEN_ORDERS: ({ ids }) =>
    plural("en", ids.length, {
      one: "This customer has an open order. Fulfil or cancel it first.",
      other: "This customer has # open orders. Fulfil or cancel them first.",
    }),
  CAPACITY_EXCEEDED: ({ seatsLeft }) =>
    seatsLeft === 0
      ? "No place is left on this departure. Choose another one."
      : `Only ${plural("en", seatsLeft, { one: "# place is", other: "# places are" })} left on this departure. Book fewer people, or choose another one.`,
  LEAD_ALREADY_CONVERTED: () => "This lead has become a booking already. Open that booking instead.",
  ACTIVE_BOOKINGS: ({ ids }) =>
    plural("en", ids.length, {
      one: "This customer has a booked trip still to come. Cancel it on the Bookings tab first.",
      other: "This customer has # booked trips still to come. Cancel them on the Bookings tab first.",
    }),
  ACTIVE_JOBS: ({ ids }) =>
    plural("en", ids.length, {
      one: "This customer has a job that is not done. Complete or cancel it first.",
      other: "This customer has # jobs that are not done. Complete or cancel them first.",
    }),
  FIELD_IN_USE: ({ names }) => `${names.join(", ")} reads this field. Change that formula first.`,
  VERSION_CONFLICT: () =>
    "Somebody changed this while you were editing. Look at the new values and save again.",
  DOCUMENT_EXISTS: ({ documentName }) =>
    `The customer has this file already: ${documentName}. Open it, or confirm that a second one is wanted.`,
  MERGE_CONFLICT: () => "The records contradict each other. Choose which value is true, then merge again.",
  PROFILE_LINK_FAILED: ({ reason }) => linkReason(reason, "en"),
  MERGE_INVALID: ({ reason }) => mergeReason(reason, "en"),
  CONFLICT: ({ byName }) =>
    `${byName ?? "Somebody"} changed this while you were editing. Choose which of the two stays.`,
  UNDO_CONFLICT: () => "It was changed again since, so it cannot be undone. Edit it instead.",
  UNDO_EXPIRED: () => "It is too late to undo this. Edit it instead.",
  BAD_CREDENTIALS: () => "E-mail and password do not match. Check both, or reset your password.",
  EMAIL_TAKEN: () => "There is an account with this e-mail. Sign in, or reset its password.",
  WEAK_PASSWORD: ({ reason }) => passwordReason(reason, "en"),
  LINK_EXPIRED: () => "This link was used or has expired. Ask for a new one.",
  ALREADY_MEMBER: () => "This person is a member already.",
  LAST_ADMIN: () => "This is the last admin. Make somebody else an admin first.",
  BALANCE_TOO_LOW: ({ unit, balance, currency }) =>
    `Only ${balanceText("en", unit, balance, currency)} is there. Use less, or add to it first.`,
  SUCCESSOR_REQUIRED: ({ customers }) =>
    `This person has ${formatNumber("en", customers)} customers. Choose who takes them over.`,
  IDENTITY_DISABLED: ({ provider }) => `People sign in through ${provider} here. Use its sign-in page.`,
  ORIGIN_NOT_ALLOWED: ({ origin }) =>
    `${origin} is not on the form's list of sites. Add it in the widget's settings.`,
  WIDGET_DISABLED: () => "This form is switched off. Switch it on in the widget's settings.",
  FORM_EXPIRED: () => "The form was open for too long. Send it again.",
  PAYLOAD_TOO_LARGE: ({ limitBytes }) => `This is too large. The limit is ${formatBytes("en", limitBytes)}.`,
  MODULE_OFF: () => "An admin has switched this part of Orbit off. What is in it stays.",
  FLAG_OFF: () =>
    "Whoever is new is added to the older point of sale for now. Add them there, then choose them here.",
  VALUE_CALC_ERROR: () => "This amount is computed and cannot be below zero.",
  IMPORT_UNREADABLE: ({ reason }) => importReason(reason, "en"),
  JOB_NOT_RUNNING: () => "This work has already ended.",
  LIMIT_EXCEEDED: ({ limit, currency }) =>
    `That is more than is allowed here (${limitText("en", limit, currency)}). Use less and try again.`,
  IDEMPOTENCY_KEY_REUSED: () => "This key was used for another request. Send a new one.",
  METHOD_NOT_ALLOWED: ({ allowed }) => `This address takes ${allowed.join(", ")}.`,
  RATE_LIMITED: ({ retryAfterMs }) =>
    `Too many tries. Wait ${formatDuration("en", retryAfterMs)}, then try again.`,
  CONFIGURATION_MISSING: ({ name }) =>
    `The setting ${name} is missing on the server. Ask whoever runs it to set it.`,
};

const ru: Wording = {
  UNAUTHENTICATED: () => "Вы вышли из системы. Войдите и попробуйте снова.",
  FORBIDDEN: () => "Ваша роль этого не позволяет. Обратитесь к администратору организации.",
  NOT_FOUND: () => "Этого больше нет, или у вас нет доступа. Вернитесь и выберите другое.",
  OUT_OF_REACH: ({ entity }) =>
    `${{ customers: "Этим клиентом", leads: "Этим лидом" }[entity]} занимается коллега. Обратитесь к нему, в его команду или к менеджеру.`,
  VALIDATION_ERROR: ({ issues }) =>
    issues[0] === undefined ? "Проверьте поля и попробуйте снова." : fieldMessage(issues[0], "ru"),
  DUPLICATE_CUSTOMER: ({ field, duplicates }) =>
    `${{ email: "Эта почта", phone: "Этот телефон", stableHashId: "Этот номер из прежней системы" }[field]} уже есть у клиента «${duplicates[0]?.name ?? "другой клиент"}». Откройте его или укажите другие данные.`,
  CUSTOMER_NAME_CONFLICT: ({ duplicates }) =>
    `Есть клиент с похожим именем: «${duplicates[0]?.name ?? "другой клиент"}». Откройте его или подтвердите, что это другой.`,
  INVALID_ASSIGNMENT: () => "Этому человеку нельзя передать клиента. Выберите действующего сотрудника.",
  INVALID_STATUS_CHANGE: () => "Состояние уже изменилось, поэтому так нельзя. Посмотрите, что сейчас.",
  REASON_REQUIRED: () => "Коротко укажите причину и попробуйте снова.",
  PRIMARY_CONTACT_REQUIRED: () =>
    "У компании должен быть основной контакт. Сначала назначьте основным другой контакт.",
  INVALID_INTERACTION: ({ reason }) => interactionReason(reason, "ru"),
  QUOTE_NUMBER_CONFLICT: ({ quoteNumber }) =>
    `Номер ${quoteNumber} только что заняли. Повторите, и будет следующий.`,
  QUOTE_NOT_EDITABLE: () => "Предложение уже отправлено, менять его нельзя. Сделайте копию и измените её.",
  CONSENT_MISSING: () => "Клиент не согласился на рекламу по почте, или у него нет адреса.",
  QUOTE_EXPIRED: () => "Срок предложения истёк. Укажите новую дату и отправьте снова.",
  QUOTE_ALREADY_ORDERED: ({ orderNumber }) => `По этому предложению уже есть заказ ${orderNumber}.`,
  ORDER_NOT_EDITABLE: () => "Заказ уже оформлен, изменить его нельзя. Отмените его и составьте другой.",
  OPEN_ORDERS: ({ ids }) =>
    plural("ru", ids.length, {
      one: "У клиента открыт # заказ. Сначала выполните или отмените его.",
      few: "У клиента открыто # заказа. Сначала выполните или отмените их.",
      many: "У клиента открыто # заказов. Сначала выполните или отмените их.",
      other: "У клиента открыто # заказа. Сначала выполните или отмените их.",
    }),
  CAPACITY_EXCEEDED: ({ seatsLeft }) =>
    seatsLeft === 0
      ? "На этом выезде не осталось мест. Выберите другой."
      : `На этом выезде свободно мест: ${formatNumber("ru", seatsLeft)}. Уменьшите число людей или выберите другой выезд.`,
  LEAD_ALREADY_CONVERTED: () => "По этому лиду уже есть бронирование. Откройте его.",
  ACTIVE_BOOKINGS: ({ ids }) =>
    `Предстоящих поездок: ${formatNumber("ru", ids.length)}. Сначала отмените их на вкладке «Бронирования», затем удаляйте.`,
  ACTIVE_JOBS: ({ ids }) =>
    plural("ru", ids.length, {
      one: "У клиента не закончена # работа. Сначала завершите или отмените её.",
      few: "У клиента не закончены # работы. Сначала завершите или отмените их.",
      many: "У клиента не закончено # работ. Сначала завершите или отмените их.",
      other: "У клиента не закончено # работы. Сначала завершите или отмените их.",
    }),
  FIELD_IN_USE: ({ names }) => `Это поле читает формула: ${names.join(", ")}. Сначала измените её.`,
  VERSION_CONFLICT: () =>
    "Пока вы редактировали, это изменил кто-то другой. Посмотрите новые значения и сохраните снова.",
  DOCUMENT_EXISTS: ({ documentName }) =>
    `Этот файл у клиента уже есть: «${documentName}». Откройте его или подтвердите, что нужен второй.`,
  MERGE_CONFLICT: () => "Записи противоречат друг другу. Выберите верное значение и объедините снова.",
  PROFILE_LINK_FAILED: ({ reason }) => linkReason(reason, "ru"),
  MERGE_INVALID: ({ reason }) => mergeReason(reason, "ru"),
  CONFLICT: ({ byName }) =>
    !byName
      ? "Пока вы редактировали, это изменил кто-то другой. Выберите, что оставить."
      : `Пока вы редактировали, это изменили (${byName}). Выберите, что оставить.`,
  UNDO_CONFLICT: () => "С тех пор это снова изменили, отменить нельзя. Исправьте вручную.",
  UNDO_EXPIRED: () => "Отменить уже поздно. Исправьте вручную.",
  BAD_CREDENTIALS: () => "Почта и пароль не подходят. Проверьте их или сбросьте пароль.",
  EMAIL_TAKEN: () => "Учётная запись с такой почтой уже есть. Войдите или сбросьте пароль.",
  WEAK_PASSWORD: ({ reason }) => passwordReason(reason, "ru"),
  LINK_EXPIRED: () => "Ссылка уже использована или устарела. Запросите новую.",
  ALREADY_MEMBER: () => "Этот человек уже в организации.",
  LAST_ADMIN: () => "Это последний администратор. Сначала назначьте администратором кого-то ещё.",
  BALANCE_TOO_LOW: ({ unit, balance, currency }) =>
    `На счёте только ${balanceText("ru", unit, balance, currency)}. Спишите меньше или сначала пополните.`,
  SUCCESSOR_REQUIRED: ({ customers }) =>
    `Клиентов у этого человека: ${formatNumber("ru", customers)}. Выберите, кому их передать.`,
  IDENTITY_DISABLED: ({ provider }) =>
    `Вход здесь выполняется через ${provider}. Воспользуйтесь его страницей.`,
  ORIGIN_NOT_ALLOWED: ({ origin }) =>
    `Сайта ${origin} нет в списке формы. Добавьте его в настройках виджета.`,
  WIDGET_DISABLED: () => "Форма выключена. Включите её в настройках виджета.",
  FORM_EXPIRED: () => "Форма была открыта слишком долго. Отправьте её ещё раз.",
  PAYLOAD_TOO_LARGE: ({ limitBytes }) => `Слишком большой объём. Предел: ${formatBytes("ru", limitBytes)}.`,
  MODULE_OFF: () => "Администратор выключил эту часть Orbit. Данные в ней остаются.",
  FLAG_OFF: () => "Новых клиентов пока добавляют в прежнюю кассу. Добавьте клиента там и выберите его здесь.",
  VALUE_CALC_ERROR: () => "Эта сумма вычисляется и не может быть меньше нуля.",
  IMPORT_UNREADABLE: ({ reason }) => importReason(reason, "ru"),
  JOB_NOT_RUNNING: () => "Эта работа уже завершена.",
  LIMIT_EXCEEDED: ({ limit, currency }) =>
    `Больше, чем разрешено (${limitText("ru", limit, currency)}). Уменьшите и попробуйте снова.`,
  IDEMPOTENCY_KEY_REUSED: () => "Этот ключ уже был у другого запроса. Отправьте новый.",
  METHOD_NOT_ALLOWED: ({ allowed }) => `Этот адрес принимает ${allowed.join(", ")}.`,
  RATE_LIMITED: ({ retryAfterMs }) =>
    `Слишком много попыток. Подождите ${formatDuration("ru", retryAfterMs)} и попробуйте снова.`,
  CONFIGURATION_MISSING: ({ name }) =>
    `На сервере не задана настройка ${name}. Попросите того, кто его обслуживает, задать её.`,
};

const WORDINGS: Record<Locale, Wording> = { en, ru };

const unexpected: Record<Locale, string> = {
  en: "Something went wrong on our side. Try again; if it stays, quote the id below.",
  ru: "Что-то пошло не так на нашей стороне. Попробуйте снова; если не поможет, сообщите номер ниже.",
};
const offline: Record<Locale, string> = {
  en: "The server cannot be reached. Check the connection and try again.",
  ru: "Нет связи с сервером. Проверьте подключение и попробуйте снова.",
};

const limitText = (locale: Locale, limit: number, currency: string | undefined) =>
  currency === undefined ? formatNumber(locale, limit) : formatMoney(locale, limit, currency);

function balanceText(locale: Locale, unit: "credit" | "points", balance: number, currency = "USD"): string {
  if (unit === "credit") return formatMoney(locale, balance, currency);
  return plural(
    locale,
    balance,
    {
      en: { one: "# point", other: "# points" },
      ru: { one: "# балл", few: "# балла", many: "# баллов", other: "# балла" },
    }[locale],
  );
}

function formatBytes(locale: Locale, bytes: number): string {
  const mega = bytes >= 1_000_000;
  return formatNumber(locale, mega ? bytes / 1_000_000 : bytes / 1000, {
    style: "unit",
    unit: mega ? "megabyte" : "kilobyte",
    maximumFractionDigits: 1,
  });
}

/** The facts of anything caught: a ConvexError of ours, a call over HTTP, or a UserError; null for the unexpected. */
export function factsOf(error: unknown): OrbitError | null {
  if (error instanceof CallError) return error.data;
  if (error instanceof UserError) return error.error;
  return orbitError(error);
}

/** A sentence for people about anything caught. */
export function errorMessage(error: unknown, locale: Locale): string {
  if (error instanceof UserError) return error.message;
  const facts = factsOf(error);
  // One lookup for a union of codes: TypeScript cannot pair the code with its facts by itself.
  if (facts) return (WORDINGS[locale][facts.code] as (facts: OrbitError) => string)(facts);
  if (error instanceof TypeError && /fetch|network/i.test(error.message)) return offline[locale];
  return unexpected[locale];
}

/** What useOrgMutation throws: `message` is a sentence for the screen, `error` the facts (null when unexpected). */
export class UserError extends Error {
  readonly error: OrbitError | null;
  constructor(cause: unknown, locale: Locale) {
    super(errorMessage(cause, locale), { cause });
    this.error = factsOf(cause);
  }
}
