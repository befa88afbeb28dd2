// Reasons that errors carry as keys, in words. A key nobody worded yet falls back to a sentence that is still true.
import type { PasswordWeakness } from "../../convex/accounts/passwordRules";
import type { Locale } from "../i18n/locale";

const passwords: Record<Locale, Record<PasswordWeakness, string>> = {
  en: {
    tooShort: "Use at least 10 characters. A short sentence works well.",
    tooLong: "Use at most 200 characters.",
    likeEmail: "Choose a password that is not made from your e-mail address.",
    common: "This password is easy to guess. Choose another, such as a short sentence.",
    repetitive: "Use more different characters.",
  },
  ru: {
    tooShort: "Не меньше 10 символов. Хорошо подходит короткая фраза.",
    tooLong: "Не больше 200 символов.",
    likeEmail: "Выберите пароль, не похожий на вашу почту.",
    common: "Этот пароль легко угадать. Выберите другой, например короткую фразу.",
    repetitive: "Используйте больше разных символов.",
  },
};

/** Why a password is refused, and what to do; also for the form's own check by `passwordWeakness`. */
export function passwordReason(reason: string, locale: Locale): string {
  return passwords[locale][reason as PasswordWeakness] ?? passwords[locale].common;
}

const files: Record<Locale, Record<string, string>> = {
  en: {
    empty: "The file has no rows. Choose a file with a header line and at least one row.",
    tooLarge:
      "The file is too large. Split it into files of at most a million rows and 200 columns: 512 MB of CSV or Excel, 64 MB of JSON.",
    tooManyRows: "The file has more than a million rows. Split it into several files.",
    binary:
      "This is neither a text file nor a workbook. In your spreadsheet, choose “Save as” and “CSV”, then choose that file.",
    quotes: "A quotation mark in the file is never closed. Export the file again, or mend that row.",
    noHeader: "The first line holds values rather than column names. Add a line with names above it.",
    chunkMissing: "Part of the file did not arrive. Start the import again.",
    incomplete: "Part of the file did not arrive. Start the import again.",
    nameMissing: "Say which column holds the name.",
    contactMissing: "Say which column holds the phone or the e-mail.",
    customerMissing: "Say which column names the customer that each row belongs to.",
    dateMissing: "Say which column holds the date.",
    textMissing: "Say which column holds what was said, written or kept.",
    keyMissing: "No column holds what customers are recognised by. Choose it for a column, or another way.",
    unknownField:
      "A column is mapped to a field that is not there any more, or that your role may not change.",
    encrypted:
      "The workbook is protected by a password. Save it without one in your spreadsheet, then choose that file.",
    notAWorkbook:
      "This is no workbook that can be read. In your spreadsheet, save it as .xlsx or CSV, then choose that file.",
    oldWorkbook:
      "This is a workbook of the old kind. In your spreadsheet, save it as .xlsx, then choose that file.",
    json: "The JSON in the file is broken or cut off. Export it again, or choose a CSV or Excel file.",
    jsonNoRecords:
      "The JSON holds no list of records. Choose a file with a list of customers, each with names for its values.",
    emptySheet: "The workbook has no sheet with rows. Choose a file with a header line and at least one row.",
    fieldTwice: "Two columns are mapped to the same field. Choose another field for one of them.",
  },
  ru: {
    empty: "В файле нет строк. Выберите файл с заголовком и хотя бы одной строкой.",
    tooLarge:
      "Файл слишком большой. Разделите его на части до миллиона строк и 200 столбцов: 512 МБ в CSV или Excel, 64 МБ в JSON.",
    tooManyRows: "В файле больше миллиона строк. Разделите его на несколько файлов.",
    binary:
      "Это не текстовый файл и не книга. В таблице выберите «Сохранить как» и «CSV», затем выберите тот файл.",
    quotes: "Кавычка в файле нигде не закрывается. Выгрузите файл заново или исправьте строку.",
    noHeader: "В первой строке значения, а не названия столбцов. Добавьте строку с названиями.",
    chunkMissing: "Часть файла не дошла. Начните импорт заново.",
    incomplete: "Часть файла не дошла. Начните импорт заново.",
    nameMissing: "Укажите, в каком столбце имя.",
    contactMissing: "Укажите, в каком столбце телефон или почта.",
    customerMissing: "Укажите, в каком столбце клиент, к которому относится строка.",
    dateMissing: "Укажите, в каком столбце дата.",
    textMissing: "Укажите, в каком столбце текст или файлы.",
    keyMissing: "Ни в одном столбце нет того, по чему узнаётся клиент. Укажите столбец или другой способ.",
    unknownField: "Столбец ведёт в поле, которого больше нет или которое ваша роль не может менять.",
    encrypted: "Книга защищена паролем. Сохраните её в таблице без пароля и выберите тот файл.",
    notAWorkbook: "Эту книгу прочесть нельзя. В таблице сохраните её как .xlsx или CSV и выберите тот файл.",
    oldWorkbook: "Это книга старого образца. В таблице сохраните её как .xlsx и выберите тот файл.",
    json: "JSON в файле повреждён или обрезан. Выгрузите его заново или выберите файл CSV или Excel.",
    jsonNoRecords:
      "В JSON нет списка записей. Выберите файл со списком клиентов, где у каждого значения есть название.",
    emptySheet: "В книге нет листа со строками. Выберите файл с заголовком и хотя бы одной строкой.",
    fieldTwice: "Два столбца ведут в одно поле. Выберите для одного из них другое.",
  },
};

const unreadable: Record<Locale, string> = {
  en: "The file or its column mapping cannot be used. Check both and try again.",
  ru: "Файл или сопоставление столбцов не подходят. Проверьте их и попробуйте снова.",
};

/** Why a file is refused, and what to do. */
export function importReason(reason: string, locale: Locale): string {
  return files[locale][reason] ?? unreadable[locale];
}

const interactions: Record<Locale, Record<string, string>> = {
  en: {
    notADate: "Enter a date and a time.",
    tooEarly: "The date is too long ago. Check the year.",
    tooLate: "Choose a date within the next five years.",
    inTheFuture: "It has not happened yet. Choose a time up to now, or plan a follow-up.",
  },
  ru: {
    notADate: "Введите дату и время.",
    tooEarly: "Дата слишком давняя. Проверьте год.",
    tooLate: "Выберите дату в пределах пяти лет.",
    inTheFuture: "Этого ещё не было. Выберите время до этой минуты или назначьте следующий шаг.",
  },
};

/** Why an interaction's time is refused. */
export function interactionReason(reason: string, locale: Locale): string {
  return interactions[locale][reason] ?? interactions[locale]["notADate"]!;
}

const merges: Record<Locale, Record<string, string>> = {
  en: {
    itself: "A record cannot be merged with itself. Choose another one.",
    notFound: "One of the records is not here any more, or you may not see it. Choose the records again.",
    deleted: "One of the records was deleted or merged already. Choose the records again.",
    tooMany: "Merge at most ten records into one at a time.",
    running: "This merge is still moving its history. Wait until it is done.",
    mergedFurther: "The surviving record was merged again since. Undo that merge first.",
    undone: "This merge has been undone already.",
    creditCurrencies:
      "The records have credit in different currencies, which cannot be added up. Use one of them up first.",
  },
  ru: {
    itself: "Запись нельзя объединить с самой собой. Выберите другую.",
    notFound: "Одной из записей больше нет, или она вам недоступна. Выберите записи заново.",
    deleted: "Одна из записей уже удалена или объединена. Выберите записи заново.",
    tooMany: "За один раз объединяйте с записью не больше десяти других.",
    running: "История ещё переносится. Дождитесь окончания.",
    mergedFurther: "Основную запись с тех пор объединили ещё раз. Сначала отмените то объединение.",
    undone: "Это объединение уже отменено.",
    creditCurrencies: "У записей кредит в разных валютах, его нельзя сложить. Сначала спишите один из них.",
  },
};

/** Why records cannot be merged, or a merge not undone. */
export function mergeReason(reason: string, locale: Locale): string {
  return merges[locale][reason] ?? merges[locale]["notFound"]!;
}

const links: Record<Locale, Record<string, string>> = {
  en: {
    notFound: "This website profile is not here any more. Choose another one.",
    taken: "This website profile belongs to another customer. Unlink it there first, or choose another one.",
  },
  ru: {
    notFound: "Этого профиля сайта больше нет. Выберите другой.",
    taken: "Этот профиль сайта уже связан с другим клиентом. Сначала отвяжите его там или выберите другой.",
  },
};

/** Why a website's profile cannot be linked. */
export function linkReason(reason: string, locale: Locale): string {
  return links[locale][reason] ?? links[locale]["notFound"]!;
}
