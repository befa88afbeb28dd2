// Words of the API reference; what endpoints do is told by the description itself, in the same language.
import { defineMessages } from "../../../i18n/messages";
import { plural } from "../../../i18n/plural";

export const referenceMessages = defineMessages({
  en: {
    title: "API reference",
    settings: "Settings",
    api: "API",
    intro: (p: { base: string }) =>
      `Every address stands below ${p.base}. Send the key of Settings, API as Authorization: Bearer.`,
    limits:
      "How much may still be asked stands in RateLimit-Remaining; a POST repeated with the same Idempotency-Key is carried out once.",
    groups: "Groups",
    search: "Search addresses",
    found: (p: { n: number }) => plural("en", p.n, { one: "# address", other: "# addresses" }),
    nothing: "No address matches",
    nothingBody: "Try a word like notes, POST or quotes:write.",
    failedTitle: "The description did not load",
    failedBody: "The server that answers the API could not be reached.",
    retry: "Try again",
    needs: "Needs",
    parameters: "Parameters",
    body: "Body",
    request: "Request",
    answer: "Answer",
    required: "required",
    path: "in the path",
    header: "header",
    oneOf: "one of",
    copy: "Copy",
    copied: "Copied",
  },
  ru: {
    title: "Справочник API",
    settings: "Настройки",
    api: "API",
    intro: (p) =>
      `Все адреса начинаются с ${p.base}. Ключ из «Настройки → API» отправляйте как Authorization: Bearer.`,
    limits:
      "Сколько запросов осталось, показывает RateLimit-Remaining; POST, повторённый с тем же Idempotency-Key, выполнится один раз.",
    groups: "Разделы",
    search: "Поиск адресов",
    found: (p) =>
      plural("ru", p.n, { one: "# адрес", few: "# адреса", many: "# адресов", other: "# адреса" }),
    nothing: "Ничего не найдено",
    nothingBody: "Попробуйте слово вроде notes, POST или quotes:write.",
    failedTitle: "Описание не загрузилось",
    failedBody: "Сервер, который отвечает на запросы API, недоступен.",
    retry: "Повторить",
    needs: "Нужны права",
    parameters: "Параметры",
    body: "Тело",
    request: "Запрос",
    answer: "Ответ",
    required: "обязательно",
    path: "в адресе",
    header: "заголовок",
    oneOf: "одно из",
    copy: "Копировать",
    copied: "Скопировано",
  },
});
