/** The description of the API in Russian: every sentence that routes and shapes say in English. A test finds what is missing. */
export const russian: Readonly<Record<string, string>> = {
  // Sections.
  Customers: "Клиенты",
  Contacts: "Контактные лица",
  Interactions: "Взаимодействия",
  Messages: "Сообщения",
  "Follow-ups": "Задачи",
  Notes: "Заметки",
  Documents: "Документы",
  Consents: "Согласия",
  Transactions: "Продажи",
  Packages: "Пакеты",
  Loyalty: "Лояльность",
  Tours: "Туры",
  Items: "Каталог",
  Orders: "Заказы",
  Bookings: "Бронирования",
  Jobs: "Работы",
  Quotes: "Предложения",
  Leads: "Лиды",
  Analytics: "Показатели",
  "Point of sale": "Касса",
  Settings: "Организация",

  // The whole, and what stands at every address.
  "Amounts are whole numbers of the currency's minor unit, moments ISO 8601, days YYYY-MM-DD. Under /api/crm the same resources answer in the older dialect.":
    "Суммы — целые числа минимальных единиц валюты, моменты — ISO 8601, дни — ГГГГ-ММ-ДД. Под /api/crm те же ресурсы отвечают на прежнем диалекте.",
  "An API key (Settings, API).": "Ключ API (Настройки → API).",
  Done: "Выполнено",
  Refused: "Отказ",
  "Send it again with a repeated request: it is carried out once and answered the same for a day.":
    "Отправьте его снова при повторе запроса: он выполнится один раз и сутки будет отвечать одинаково.",
  "Page by number, at most 20; beyond, go on with cursor.":
    "Страница по номеру, не больше 20; дальше идите по cursor.",
  "Rows of one page.": "Строк на странице.",
  "nextCursor of the page before.": "nextCursor предыдущей страницы.",
  "Only these fields, separated by commas.": "Только эти поля, через запятую.",
  "The beginning of these lists along with it, separated by commas.":
    "Вместе с записью — начало этих списков, через запятую.",
  "Of a call: who rang whom; null is outbound.": "У звонка: кто кому звонил; null значит исходящий.",
  "Of a call; outbound when left out.": "У звонка; без него исходящий.",
  "Without cancelled ones.": "Без отменённых.",
  "Quotes, without discarded drafts.": "Предложения без выброшенных черновиков.",
  "Of completed jobs in currency; 0 without one.": "По завершённым работам в currency; 0, если их нет.",
  "Newest entry of the timeline that has happened.": "Последнее случившееся событие ленты.",
  "Null for a key or a member that may not read bookings, jobs, quotes and interactions all together.":
    "null, если ключу или сотруднику нельзя читать бронирования, работы, предложения и взаимодействия вместе.",
  "The newest, under /api/crm; left out where they may not be read.":
    "Самые новые, под /api/crm; без них, если читать их нельзя.",
  "The beginning of the lists named in include.": "Начало списков, названных в include.",
  "Id of the record.": "Идентификатор записи.",
  "ISO 8601, UTC.": "ISO 8601, UTC.",
  "Minor units of the currency.": "Минимальные единицы валюты.",
  "user:<id>, key:<id>, or which part of Orbit.": "user:<id>, key:<id> или часть Orbit.",
  "Null where only reading all rows would tell it.":
    "null там, где это показало бы только чтение всех строк.",
  "Null in a page reached by cursor.": "null на странице, открытой по cursor.",
  "Send it as cursor for the next page; null on the last one.":
    "Отправьте как cursor для следующей страницы; null на последней.",
  "The status in words.": "Статус словами.",
  "A sentence that says what to do.": "Фраза о том, что делать.",
  "Fields and rules of a refused value, or the facts of the refusal.":
    "Поля и правила отклонённых значений или обстоятельства отказа.",
  "ISO 4217.": "ISO 4217.",
  "Percent.": "Проценты.",
  "Minutes.": "Минуты.",
  "Bytes.": "Байты.",
  "A member.": "Сотрудник.",
  "A member's id.": "Идентификатор сотрудника.",
  "0 to 100.": "От 0 до 100.",
  "0 to 1.": "От 0 до 1.",

  // Customers.
  "List or search customers": "Список клиентов или поиск",
  "Create a customer": "Создать клиента",
  "Read one customer, by id, code or the id of an older system":
    "Прочитать клиента по идентификатору, коду или номеру из прежней системы",
  "Change some fields; null removes one": "Изменить отдельные поля; null удаляет значение",
  "Switch a customer off with a reason, or delete it with mode=delete; both can be taken back":
    "Отключить клиента с указанием причины или удалить с mode=delete; и то и другое обратимо",
  "Bring a deleted customer back": "Вернуть удалённого клиента",
  "Switch a customer on again": "Снова включить клиента",
  "Look for customers that may be the same person": "Найти клиентов, которые могут быть одним человеком",
  "Merge customers into one": "Объединить клиентов в одного",
  "Records merged into a customer, newest first": "Записи, объединённые с клиентом, сначала новые",
  "What undoing a merge would meet": "С чем столкнётся отмена объединения",
  "Take a merge back; every record and row returns to where it was":
    "Отменить объединение: все записи и строки вернутся на место",
  "Who changed what and when, newest first": "Кто, что и когда изменил, сначала новое",
  "private instead of individual under /api/crm.": "Под /api/crm вместо individual — private.",
  "As typed.": "Как введено.",
  "Values of your own fields by key; see GET /fields.": "Значения ваших полей по ключам; см. GET /fields.",
  "Same as name; not under /api/crm.": "То же, что name; не под /api/crm.",
  "Same as phone; not under /api/crm.": "То же, что phone; не под /api/crm.",
  "Same as dateJoined; not under /api/crm.": "То же, что dateJoined; не под /api/crm.",
  "The JSON object that was sent, or null.": "Отправленный объект JSON или null.",
  "The website's profile it is linked to.": "Профиль сайта, с которым связана запись.",
  "The merged record whose id or code was asked for.":
    "Объединённая запись, чей идентификатор или код был запрошен.",
  "private is the older word for individual.": "private — прежнее слово для individual.",
  "Members' ids, me for the key's own member, none for the unassigned.":
    "Идентификаторы сотрудников, me — сотрудник ключа, none — без ответственного.",
  "Every one of these.": "Каждая из этих меток.",
  "When the customer last came or bought; who never did is left out.":
    "Когда клиент последний раз приходил или покупал; кто не приходил, не входит.",
  "When the customer last came or bought.": "Когда клиент последний раз приходил или покупал.",
  "Kept as text; a JSON object is taken as it is.": "Хранится как текст; объект JSON принимается как есть.",
  "An object: dietary, travel_preferences, marketing_consent and wishes under other names.":
    "Объект: dietary, travel_preferences, marketing_consent и пожелания под другими именами.",
  "Values of the organization's own fields by key.": "Значения собственных полей организации по ключам.",
  "A member's id; null for nobody.": "Идентификатор сотрудника; null — никто.",
  "Id of the website profile this customer is.": "Идентификатор профиля сайта этого клиента.",
  "Id of the person in an older system, made to stay the same; one customer's only.":
    "Идентификатор человека в прежней системе, который не меняется; только у одного клиента.",
  "The values the caller has read: a field that has moved on refuses the change.":
    "Прочитанные значения: если поле с тех пор изменилось, изменение отклоняется.",
  "Field -> id of the record whose value stays.": "Поле → идентификатор записи, чьё значение остаётся.",
  "The record that was merged away.": "Запись, которую объединили с этой.",
  "Rows moved, by kind.": "Перенесённые строки по видам.",
  "Flags of the strategy that were off.": "Выключенные флаги стратегии.",
  "The work that goes on moving a long history.": "Работа, которая переносит длинную историю.",
  "running, undone or mergedFurther; null when it can be undone.":
    "running, undone или mergedFurther; null, если отмена возможна.",
  "Name of the decision in resolve.": "Имя решения в resolve.",
  "As it stands in an entry: user:<id>, key:<id>.": "Как в записи истории: user:<id>, key:<id>.",
  "Before this moment.": "До этого момента.",
  "app, api, import, widget, portal, schedule or sample.":
    "app, api, import, widget, portal, schedule или sample.",
  "customers for the record itself, else the kind of row that hangs on it.":
    "customers — сама запись, иначе вид связанной строки.",
  "The entry that this one took back.": "Запись, которую эта отменила.",
  "What ids in changes are called.": "Как называются идентификаторы в changes.",

  // Contacts.
  "Active contacts, the primary one first": "Действующие контактные лица, сначала основное",
  "Add a contact; the first one becomes primary": "Добавить контактное лицо; первое становится основным",
  "Read one contact": "Прочитать контактное лицо",
  "Take a contact off; the primary one of a business only after another has become primary":
    "Убрать контактное лицо; основное у компании — только когда основным стало другое",
  "Bring a contact back": "Вернуть контактное лицо",
  "True makes this the one contact that mail goes to; the present one steps back.":
    "true делает это лицо основным, кому идут письма; прежнее уступает место.",

  // Messages.
  "Messages of one channel, of all customers, newest first":
    "Сообщения одного канала по всем клиентам, сначала новые",
  "Messages and calls of a customer, newest first": "Сообщения и звонки клиента, сначала новые",
  "Write down a message that was exchanged elsewhere; nothing is sent":
    "Записать сообщение, которое было передано в другом месте; ничего не отправляется",
  "Send a message by e-mail, WhatsApp or SMS": "Отправить сообщение по почте, WhatsApp или SMS",
  "Read one message": "Прочитать сообщение",
  "An address of a file that came or went with it, good for fifteen minutes":
    "Адрес файла, который пришёл или ушёл с сообщением, действует пятнадцать минут",
  "What came or went with it.": "Что пришло или ушло с сообщением.",
  "Only what is ready can be opened.": "Открыть можно только то, что ready.",
  "E-mail and WhatsApp: ids of the customer's documents that go with it.":
    "Почта и WhatsApp: id документов клиента, которые уходят с сообщением.",
  "Why it could not be sent, in the provider's words.": "Почему не отправлено, словами провайдера.",
  "When it was sent or came.": "Когда отправлено или пришло.",
  "One of whatsapp, email, phone, sms, chat.": "Одно из: whatsapp, email, phone, sms, chat.",
  "One of inbound, outbound.": "Одно из: inbound, outbound.",
  "One of queued, sent, delivered, read, failed.": "Одно из: queued, sent, delivered, read, failed.",
  "email, whatsapp or sms.": "email, whatsapp или sms.",
  "E-mail needs one.": "Для почты обязательна.",
  "WhatsApp: a file at a public address.": "WhatsApp: файл по публичному адресу.",
  "WhatsApp: an approved template.": "WhatsApp: одобренный шаблон.",
  "transactional, or marketing, which leaves only with consent.":
    "transactional или marketing, который уходит только с согласия.",

  "Null: as often as wanted.": "Null: сколько угодно раз.",
  "The newest twenty that the point of sale was told of.": "Двадцать самых новых, о которых касса знает.",

  // Interactions and follow-ups.
  "What was said and done, newest first": "Что было сказано и сделано, сначала новое",
  "Log an interaction and, when asked, its follow-up": "Записать взаимодействие и, если нужно, задачу",
  "Read one interaction": "Прочитать взаимодействие",
  "Correct an interaction": "Исправить взаимодействие",
  "Logged by Orbit itself; such entries are not edited.": "Записано самим Orbit; такие записи не изменяются.",
  "One of call, email, meeting, visit, quote, order, support, note, booking, sms, whatsapp; phone is taken as call.":
    "Одно из: call, email, meeting, visit, quote, order, support, note, booking, sms, whatsapp; phone принимается как call.",
  "A member's id; the key's own member when left out.":
    "Идентификатор сотрудника; если не указан — сотрудник ключа.",
  "Older words for followUp: what is to be done, and when.":
    "Прежние слова для followUp: что сделать и когда.",
  "Open follow-ups of all customers, the earliest first": "Открытые задачи по всем клиентам, сначала ранние",
  "Open follow-ups of one customer, the earliest first, at most 50":
    "Открытые задачи клиента, сначала ранние, не больше 50",
  "Plan a next step": "Запланировать следующий шаг",
  "Change what, when or who; a later time counts as put off":
    "Изменить что, когда или кто; более позднее время считается переносом",
  "Mark it done, with or without an interaction that tells how it went":
    "Отметить выполненной, с записью о том, как прошло, или без неё",
  "Take it back": "Отменить задачу",
  "Open it again": "Открыть снова",
  "How often it was put off.": "Сколько раз переносили.",
  "The interaction that asked for it.": "Взаимодействие, из которого возникла задача.",
  "The interaction that was logged.": "Записанное взаимодействие.",
  "A member's id, me for the key's own member, all for everybody's (the default for those who may see them).":
    "Идентификатор сотрудника, me — сотрудник ключа, all — все (по умолчанию для тех, кому видны все).",
  "true: only what is late already; false: only what is still to come.":
    "true — только просроченные; false — только предстоящие.",

  // Notes.
  "Notes, newest first; without the scope for internal notes only the visible ones":
    "Заметки, сначала новые; без права на внутренние — только открытые",
  "Write a note": "Написать заметку",
  "Read one note": "Прочитать заметку",
  "Change a note: what the key wrote itself, or any with the scope for others' notes":
    "Изменить заметку: написанную этим ключом или любую при праве на чужие",
  "Take a note off the record; it can be brought back": "Убрать заметку; её можно вернуть",
  "Bring a note back": "Вернуть заметку",
  "One of general, complaint, feedback, request, preference, other.":
    "Одно из: general, complaint, feedback, request, preference, other.",
  "False: brand users may read it too.": "false — её читают и пользователи бренда.",
  "Ids of members named in the text; they find it on their Today page.":
    "Идентификаторы упомянутых сотрудников; они увидят заметку на странице «Сегодня».",

  // Loyalty.
  "credit, in minor units of its currency, or points.":
    "credit — в минимальных единицах валюты, или points — баллы.",
  "What the balance moved by: minor units or points.":
    "На сколько изменился баланс: минимальные единицы или баллы.",
  "What it rests on: a receipt, an order.": "Основание: чек, заказ.",
  "A counter entry stands against it.": "Отменена обратной записью.",
  "The record it came from or went to in a merge.":
    "Запись, с которой или на которую перешло при объединении.",
  "A higher one is better.": "Чем больше, тем выше.",
  "Given from this lifetime value on; null: by hand only.":
    "Присваивается с этой ценности; null — только вручную.",
  "Not given any more.": "Больше не присваивается.",
  'Minor units as a number, or text in whole units, like "10.50", rounded to the currency.':
    "Число — минимальные единицы; строка — целые единицы, например «10.50», с округлением до валюты.",
  "What a customer has: credit and points": "Что есть у клиента: кредит и баллы",
  "Every movement of credit and points, newest first": "Все движения кредита и баллов, сначала новые",
  "Add to a balance or spend from it; never below zero":
    "Пополнить баланс или списать с него; ниже нуля нельзя",
  "Take a movement back by a counter entry; the movement itself stays":
    "Отменить движение обратной записью; само движение остаётся",
  "The organization's VIP tiers, lowest first": "Уровни VIP организации, сначала низшие",
  "Store credit in minor units of creditCurrency.": "Кредит магазина в минимальных единицах creditCurrency.",
  "See GET /vip-tiers.": "См. GET /vip-tiers.",
  "Since when it has the tier.": "С какого дня уровень.",
  "Who has a VIP tier, and who has none.": "У кого есть уровень VIP и у кого нет.",
  "Ids of tiers.": "Идентификаторы уровней.",
  "A tier from today on; null takes it away.": "Уровень с сегодняшнего дня; null снимает его.",

  // Documents.
  "Documents, newest first; files still being checked only to the key that sent them":
    "Документы, сначала новые; непроверенные файлы видит только отправивший ключ",
  "Upload a file: the body is the file itself": "Загрузить файл: тело запроса — сам файл",
  "Read one document": "Прочитать документ",
  "Rename it or file it under another type": "Переименовать или сменить вид",
  "Delete it; for a day it can be brought back": "Удалить; сутки его можно вернуть",
  "Bring a deleted document back": "Вернуть удалённый документ",
  "An address of the file, good for five minutes": "Адрес файла, действует пять минут",
  "Its versions, newest first": "Версии документа, сначала новые",
  "Upload a newer file of the same document: the body is the file itself":
    "Загрузить новую версию документа: тело запроса — сам файл",
  "A file can be opened once its content has been checked.":
    "Файл можно открыть, когда его содержимое проверено.",
  "type, content, size, empty or missing.": "type, content, size, empty или missing.",
  "0 until the first version is ready.": "0, пока не готова первая версия.",
  "One of contract, invoice, agreement, other.": "Одно из: contract, invoice, agreement, other.",
  "The file's name when left out.": "Если не указано — имя файла.",
  "The file's own name with its ending, like contract.pdf.":
    "Имя файла с расширением, например contract.pdf.",

  // Consents.
  "The three consents and what decided each": "Три согласия и на чём основано каждое",
  "Give or take back one consent on the customer's word": "Записать или отозвать согласие со слов клиента",
  "Every change of a consent, newest first": "Все изменения согласий, сначала новые",
  "What decided each; null while nobody has said anything.":
    "На чём основано каждое; null, пока никто ничего не сказал.",
  "Why a marketing mail would be held back; null when it may be sent.":
    "Почему рекламное письмо не уйдёт; null, если его можно отправить.",
  'How it is known: "Signed form of 3 May".': "Откуда известно: «Подписанная анкета от 3 мая».",
  "The words they agreed to.": "С какими словами согласились.",

  // Packages.
  "Packages on offer, by name; or those put away": "Пакеты в продаже по названию или снятые с неё",
  "Add a package to the catalogue": "Добавить пакет в каталог",
  "Read one package of the catalogue": "Прочитать пакет каталога",
  "Change a package; what was sold stays as it was sold": "Изменить пакет; проданное остаётся каким было",
  "Take a package out of the offer; whoever has bought it keeps it":
    "Снять пакет с продажи; у купивших он остаётся",
  "Offer a package again": "Снова предложить пакет",
  "Who bought a package, newest first": "Кто купил пакет, сначала новые",
  "Packages of a customer, newest first; those of the page once more as active and past ones":
    "Пакеты клиента, сначала новые; пакеты страницы ещё раз — действующие и прошлые",
  "Sell a package; its price is recorded as one sale": "Продать пакет; его цена записывается одной продажей",
  "Read one sold package": "Прочитать проданный пакет",
  "Use one session of a package": "Использовать один сеанс пакета",
  "Give one session back, as if it had not been used": "Вернуть сеанс, как будто он не использован",
  "Take a package back and make its sale void": "Отменить пакет вместе с его продажей",
  "Bring a cancelled package back, and its sale": "Вернуть отменённый пакет и его продажу",
  "How often it can be used; null: no limit.": "Сколько раз можно использовать; null — без ограничения.",
  "How many days it lasts; null: for ever.": "Сколько дней действует; null — бессрочно.",
  "Not sold any more.": "Больше не продаётся.",
  "How many were sold; null for whoever does not see every customer's.":
    "Сколько продано; null для тех, кто видит не всех клиентов.",
  "What was paid for them.": "Сколько за них заплачено.",
  "true: those that are not sold any more.": "true — те, что больше не продаются.",
  "As it was called when it was sold.": "Как он назывался при продаже.",
  "First day on which it can be used.": "Первый день, когда его можно использовать.",
  "Last day on which it can be used; null: for ever.":
    "Последний день, когда его можно использовать; null — бессрочно.",
  "Null: no limit.": "null — без ограничения.",
  "Cancelled ones count nowhere.": "Отменённые нигде не учитываются.",
  "The sale in which it was bought; null for a gift.": "Продажа, в которой он куплен; null для подарка.",
  "A day; that of the sale unless told.": "День; без указания — день продажи.",
  "Absent while there is none.": "Нет, пока нет ни одного.",
  "Packages but for cancelled ones; null for a key or a member that may not read them.":
    "Пакеты, кроме отменённых; null для ключа или сотрудника без права их читать.",

  // Transactions.
  "Sales of a customer, newest first, with the total of all of them":
    "Продажи клиента, сначала новые, с общей суммой",
  "Record a sale; the same externalId twice is one sale":
    "Записать продажу; один и тот же externalId дважды — одна продажа",
  "Sales of all customers, newest first; or those under a customer's id in the older system":
    "Продажи всех клиентов, сначала новые, или продажи по номеру клиента в прежней системе",
  "Read one sale, by id or by its externalId": "Открыть продажу по идентификатору или externalId",
  "Take a sale out of every number it counted in": "Отменить продажу во всех показателях",
  "Bring a void sale back": "Вернуть отменённую продажу",
  "The customer's id in the older system.": "Номер клиента в прежней системе.",
  "The sale's id in the system it came from.": "Номер продажи в системе, из которой она пришла.",
  "A receipt's number.": "Номер чека.",
  "The package that was sold in it.": "Пакет, который в ней продан.",
  "The accepted quote that it pays.": "Принятое предложение, которое она оплачивает.",
  "Hand a customer of a till in: who is known by its id, e-mail or phone is linked, who is new is created":
    "Передать клиента кассы: известный по её номеру, почте или телефону связывается, новый создаётся",
  "Record a sale by the till's id of the customer; under an unknown id it waits to be assigned or is refused, as the organization says":
    "Записать продажу по номеру клиента в кассе; при неизвестном номере она ждёт назначения или отклоняется, как решила организация",
  "Customers as programs of the older till read them; the next page stands in the Link header":
    "Клиенты в том виде, как их читают программы прежней кассы; следующая страница — в заголовке Link",
  "The till's own id of the customer.": "Номер клиента в самой кассе.",
  "The id in the older system, or Orbit's where there is none.":
    "Номер в прежней системе, а где его нет — номер Orbit.",
  "Somebody who was known.": "Клиент уже был известен.",
  "Somebody new.": "Новый клиент.",
  "Links the till's id to whoever has this phone.": "Связывает номер кассы с тем, чей это телефон.",
  "Links the till's id to whoever has this e-mail.": "Связывает номер кассы с тем, чья это почта.",
  "Null while the sale waits.": "null, пока продажа ждёт.",
  "The waiting sale.": "Ожидающая продажа.",
  "Void ones count nowhere; adjusted ones correct what was spent and are no sales.":
    "Отменённые нигде не учитываются; поправки исправляют потраченное и продажами не являются.",
  "First day, in the organization's time zone.": "Первый день в часовом поясе организации.",
  "Last day.": "Последний день.",
  "Minor units.": "Минимальные единицы валюты.",
  "Words of the reference, the note or an id.": "Слова из номера чека, заметки или идентификатора.",
  "Of all completed sales of the customer, whatever page or filter.":
    "Всех завершённых продаж клиента, независимо от страницы и фильтра.",
  "Sold in other currencies, not converted.": "Продано в других валютах, без пересчёта.",
  "Now unless told.": "Сейчас, если не указано.",
  "A member's id; everybody's unless told.": "Идентификатор сотрудника; без него — все.",
  "Absent while there is no sale.": "Отсутствует, пока продаж нет.",
  "Completed sales in currency; null for a key or a member that may not read them.":
    "Завершённые продажи в currency; null, если их нельзя читать.",

  // Tours.
  "Tours by name": "Туры по названию",
  "Add a tour": "Добавить тур",
  "Read one tour": "Прочитать тур",
  "Change some fields of a tour; departures keep what they have":
    "Изменить отдельные поля тура; выезды сохраняют свои",
  "Departures of a tour from today on, the nearest first, with the places left":
    "Выезды тура с сегодняшнего дня, сначала ближайшие, со свободными местами",
  "Add a departure; price, currency and capacity are the tour's unless told":
    "Добавить выезд; цена, валюта и число мест — как у тура, если не указаны",
  "Departures of all tours in a range of days, the earliest first":
    "Выезды всех туров за период, сначала ранние",
  "Read one departure with the places left": "Прочитать выезд и число свободных мест",
  "Change a departure; what was booked keeps its price": "Изменить выезд; забронированное сохраняет цену",
  "Take off a departure that nobody has booked": "Снять выезд, который никто не забронировал",
  "Of one person; minor units.": "За одного человека; минимальные единицы.",
  "Switched off it is offered to nobody; what was booked stays.":
    "Выключенный никому не предлагается; забронированное остаётся.",
  "Last day of the trip.": "Последний день поездки.",
  "true: only what is offered.": "true — только предлагаемые.",
  "Words of the name.": "Слова из названия.",
  "true: those before today, the newest first.": "true — прошедшие, сначала последние.",
  // Orders.
  "Orders of all customers, newest first": "Заказы всех клиентов, сначала новые",
  "Orders of a customer, newest first": "Заказы клиента, сначала новые",
  "Read one order with its lines": "Прочитать заказ со строками",
  "Change a draft; items replace all lines": "Изменить черновик; items заменяют все строки",
  "Move an order on; the customer is told by mail where they agreed to it":
    "Перевести заказ дальше; клиенту сообщается письмом, если он на это согласился",
  "Make an order of an accepted quote, with its lines, placed at once":
    "Сделать заказ из принятого предложения: с его строками, сразу оформленный",
  "What its first line is for.": "За что первая строка.",
  "What recorded sales paid of it.": "Сколько из него оплачено записанными продажами.",
  "The accepted quote it was made from.": "Принятое предложение, из которого он сделан.",
  "As it is now.": "Как сейчас.",
  "Where it may go from here, for a key that may write.":
    "Куда его можно перевести — для ключа, который может менять.",
  "Where it goes: the customer's address when it was written, or another.":
    "Куда он идёт: адрес клиента, когда заказ составили, или другой.",
  "What the customer wished when it was placed.": "Чего хотел клиент, когда заказ оформили.",
  "Grows with every change of a draft.": "Растёт с каждым изменением черновика.",
  "Why it was cancelled or refunded.": "Почему отменён или деньги возвращены.",
  "Why it is cancelled or refunded.": "Почему отменяется или деньги возвращаются.",
  "The customer's own when left out.": "Если не указано — адрес клиента.",
  "false keeps it from the customer.": "false — клиенту не сообщать.",
  "The order that it pays.": "Заказ, который она оплачивает.",

  // Jobs.
  "Jobs of all customers, newest first": "Работы всех клиентов, сначала новые",
  "Jobs of a customer, newest first, with what the completed ones brought":
    "Работы клиента, сначала новые, и сколько принесли завершённые",
  "Schedule a job": "Запланировать работу",
  "Read one job": "Прочитать работу",
  "Change some fields of a job; null removes": "Изменить отдельные поля работы; null убирает",
  "Move a job on, or open it again": "Перевести работу дальше или открыть снова",
  "What it brings once it is completed.": "Сколько она принесёт, когда будет завершена.",
  "Of all completed jobs in currency, whatever page.":
    "По всем завершённым работам в currency, с любой страницы.",
  "The job that it pays.": "Работа, которую она оплачивает.",

  // Templates of messages.
  "Templates of messages by name": "Шаблоны сообщений по названию",
  "Add a template; places to be filled are written {{name}}, or {{company|your company}} with words for whoever has none":
    "Добавить шаблон; подстановки пишутся {{name}} или {{company|ваша компания}} — со словами для тех, у кого значения нет",
  "Read one template": "Прочитать шаблон",
  "Change a template; what was sent with it keeps its words":
    "Изменить шаблон; отправленное по нему остаётся каким было",
  "Deactivate a template: it is offered no more, and can be brought back":
    "Отключить шаблон: его больше не предлагают, но можно вернуть",
  "Bring a template back": "Вернуть шаблон",
  "A template as a customer will read it, in their language":
    "Шаблон таким, каким его прочтёт клиент, на его языке",
  "By language, en and ru; a customer is written to in theirs, else in the organization's, else in the one there is.":
    "По языкам, en и ru; клиенту пишут на его языке, иначе на языке организации, иначе на том, какой есть.",
  "Places to be filled, of all languages.": "Подстановки всех языков.",
  "false: those that are not offered any more.": "false: те, что больше не предлагаются.",
  "False: not offered where messages are written.": "false: не предлагается там, где пишут сообщения.",
  "Of an e-mail; null on other channels.": "У писем; на других каналах null.",
  "Of an e-mail.": "У писем.",
  "Values of the places that are not the customer's own.":
    "Значения подстановок, которых нет у самого клиента.",
  "Its id or its code.": "Его id или код.",
  "In which it is written.": "На котором написано.",

  // Campaigns.
  "Campaigns, newest first": "Рассылки, сначала новые",
  "Write a campaign; nothing is sent before its audience was looked through":
    "Составить рассылку; до проверки аудитории ничего не отправляется",
  "Read one campaign and how far it is": "Прочитать рассылку и её ход",
  "Change a campaign that was not sent; whom it reaches is then looked for anew":
    "Изменить неотправленную рассылку; получатели определяются заново",
  "Its customers with what became of each": "Её клиенты и что с каждым",
  "Look through the audience: who will get it, who will not and why":
    "Проверить аудиторию: кто получит, кто нет и почему",
  "Send it to those whom the look found, each once, with consent asked again":
    "Отправить найденным при проверке, каждому один раз, ещё раз сверив согласие",
  "Have the sending wait": "Приостановить отправку",
  "Go on where it was paused or stopped": "Продолжить с места паузы или остановки",
  "Stop the sending; what has left has left": "Остановить отправку; ушедшее ушло",
  "Put a campaign away; what was sent stays known": "Убрать рассылку; отправленное остаётся известным",
  "Bring a campaign back that was put away": "Вернуть убранную рассылку",
  "draft until the audience was looked through; stopped can go on; sent once everybody had their turn.":
    "draft — пока аудитория не проверена; stopped можно продолжить; sent — когда очередь прошла у всех.",
  "Mails handed to the outbox.": "Писем передано на отправку.",
  "Customers who get it; null before the audience was looked through.":
    "Клиентов, которые получат; до проверки аудитории null.",
  "When its sending began.": "Когда началась отправка.",
  "Of places in the template that no customer fills.": "Для подстановок, которых нет у самих клиентов.",
  "The saved view it goes to; null: a filter of its own, or everybody.":
    "Сохранённый вид, которому отправляется; null — свой фильтр или все.",
  "Customers who have not got it yet.": "Клиентов, которые ещё не получили.",
  "Customers left out, by reason.": "Клиенты, которым не отправят, по причинам.",
  "Why the customer is left out.": "Почему клиенту не отправляют.",
  "What became of the mail; held while no mail provider is set.":
    "Что стало с письмом; held — пока почта не подключена.",
  "The saved view it goes to; null or left out: to every customer who may be written to.":
    "Сохранённый вид, которому отправляется; null или без поля — всем, кому можно писать.",
  "true: those that were put away.": "true: убранные.",
  "Those left out for this reason.": "Те, кому не отправят по этой причине.",

  // The catalogue.
  "The catalogue by name, or the items with the words of search":
    "Каталог по названию или позиции со словами из search",
  "Add an item to the catalogue": "Добавить позицию в каталог",
  "Read one item": "Прочитать позицию",
  "Change an item; lines already written keep what they say":
    "Изменить позицию; уже написанные строки остаются какими были",
  "Archive an item: it is offered no more, and can be brought back":
    "Убрать позицию в архив: её больше не предлагают, но можно вернуть",
  "Bring an archived item back": "Вернуть позицию из архива",
  "Unique in the organization, whatever its case.": "Единственный в организации, без учёта регистра.",
  "Without tax, in minor units of currency.": "Без налога, в минимальных единицах currency.",
  "False: archived, not offered any more.": "false: в архиве, больше не предлагается.",
  "true: those that are not offered any more.": "true: те, что больше не предлагаются.",
  "Words of code, name or category.": "Слова артикула, названия или категории.",
  "Minor units, without tax.": "Минимальные единицы, без налога.",
  "The item of the catalogue it was written from.": "Позиция каталога, по которой она написана.",

  // Bookings.
  "Bookings of a customer, the latest departure first; with the nearest coming and past ones":
    "Бронирования клиента, сначала поздние выезды; вместе с ближайшими предстоящими и прошедшими",
  "Book a departure; more people than places are left is refused":
    "Забронировать выезд; если людей больше, чем мест, — отказ",
  "Make a booking of a lead, once: the lead is won and the customer active":
    "Сделать из лида бронирование, один раз: лид выигран, клиент активен",
  "Bookings of all customers by day of departure": "Бронирования всех клиентов по дню выезда",
  "Book a departure for a customer, or for a new one who is looked for among those known first":
    "Забронировать выезд для клиента или для нового, которого сначала ищут среди известных",
  "Read one booking with its payments": "Прочитать бронирование с платежами",
  "Change people, total, words or status; cancelling gives the places back":
    "Изменить число людей, сумму, слова или статус; отмена освобождает места",
  "Bookings of one departure": "Бронирования одного выезда",
  "Payments of a booking by day, all of them": "Платежи бронирования по дням, все",
  "Record an instalment, or with status refunded money that went back":
    "Записать платёж или, со статусом refunded, возврат денег",
  "Say what became of a payment: completed or failed": "Отметить, что стало с платежом: completed или failed",
  "Who travels on a booking, as far as it is known": "Кто едет по бронированию, насколько известно",
  "Name a traveller: a customer, or a guest; never more than the booking has places":
    "Назвать участника: клиента или гостя; не больше, чем мест в бронировании",
  "Take a traveller off; the place stays the booking's": "Убрать участника; место остаётся за бронированием",
  "Completed payments less refunds; minor units.":
    "Завершённые платежи за вычетом возвратов; минимальные единицы.",
  "The lead that became it.": "Лид, из которого оно возникло.",
  "The accepted quote that it makes real; the two count once.":
    "Принятое предложение, по которому оно сделано; вместе считаются один раз.",
  "How much one unit of it is in the booking's currency.":
    "Сколько одна единица стоит в валюте бронирования.",
  "What it pays of the booking, in the booking's currency; minor units.":
    "Сколько оплачивает в валюте бронирования; минимальные единицы.",
  "refunded is money that went back; only completed ones pay.":
    "refunded — возвращённые деньги; оплачивают только completed.",
  "The recorded sale that it was taken as; the two count once.":
    "Записанная продажа, которой он принят; вместе считаются один раз.",
  "Why the total is another than price times people.": "Почему сумма не равна цене на число людей.",
  "What is still owed; minor units.": "Сколько ещё осталось заплатить; минимальные единицы.",
  "The customer's wishes as they were when it was booked.": "Пожелания клиента на момент бронирования.",
  "All of them, by day.": "Все, по дням.",
  "Null for a guest.": "null — для гостя.",
  "A JSON object of your own.": "Ваш объект JSON.",
  "The departure that is booked.": "Выезд, который бронируют.",
  "ISO 4217; the departure's when left out.": "ISO 4217; если не указано — валюта выезда.",
  "Needed when the total is another than price times people.":
    "Нужно, когда сумма не равна цене на число людей.",
  "The lead that becomes this booking; it is won.": "Лид, который становится этим бронированием; он выигран.",
  "confirmed, or left out; what payments make of it follows by itself.":
    "confirmed или не указывать; что делают платежи, следует само.",
  "upcoming: from today on, the nearest first; past: before, without what was cancelled.":
    "upcoming — с сегодняшнего дня, сначала ближайшие; past — раньше, без отменённых.",
  "The nearest 25 to come; page on with when=upcoming.": "25 ближайших; дальше — when=upcoming.",
  "The last 25 before today; page on with when=past.": "25 последних прошедших; дальше — when=past.",
  "A new customer, instead of customerId.": "Новый клиент вместо customerId.",
  "Minor units, or text in whole units; null for price times people.":
    "Минимальные единицы или текст в целых; null — цена на число людей.",
  "Why the status changes; needed for paid.": "Почему меняется статус; нужно для paid.",
  "ISO 4217; the booking's when left out.": "ISO 4217; если не указано — валюта бронирования.",
  "Needed in another currency: how much one unit of it is in the booking's.":
    "Нужен для другой валюты: сколько её единица стоит в валюте бронирования.",
  "Today unless told.": "Сегодня, если не указано.",
  "pending, completed, failed or refunded; completed unless told.":
    "pending, completed, failed или refunded; по умолчанию completed.",
  "Bookings that were not cancelled; null for a key or a member that may not read them.":
    "Неотменённые бронирования; null, если их нельзя читать.",
  "With a departure today or later.": "С выездом сегодня или позже.",
  "When the newest was made; absent while there is none.":
    "Когда сделано последнее; отсутствует, пока их нет.",
  "Computed from accepted quotes, bookings and sales; a value below zero is refused, any other is not written.":
    "Считается по принятым предложениям, бронированиям и продажам; значение ниже нуля отклоняется, любое другое не записывается.",

  // Quotes.
  "Quotes of all customers, newest first, or by their last day":
    "Предложения по всем клиентам, сначала новые, или по последнему дню",
  "Quotes of a customer, newest first": "Предложения клиента, сначала новые",
  "Write a draft; totals are worked out by the server": "Составить черновик; суммы считает сервер",
  "Read one quote with its lines": "Прочитать предложение с позициями",
  "Change a draft; items replace all lines. A quote that was sent is revised instead":
    "Изменить черновик; items заменяют все позиции. Для отправленного делают новую версию",
  "Send a draft by mail, or without to for handing the link over yourself":
    "Отправить черновик письмом или без to, чтобы передать ссылку самим",
  "Record that the customer has accepted": "Отметить, что клиент принял",
  "Record that the customer has declined": "Отметить, что клиент отказался",
  "A new draft that replaces this quote when it is sent; the same draft when asked again":
    "Новый черновик, который заменит это предложение после отправки; при повторе — тот же",
  "Put a draft away; it can be brought back": "Убрать черновик; его можно вернуть",
  "Bring a draft back": "Вернуть черновик",
  "A further link to a quote that was sent; told only in this answer":
    "Ещё одна ссылка на отправленное предложение; видна только в этом ответе",
  "End every link that was given out for a quote": "Закрыть все выданные ссылки на предложение",
  "quantity x unitPrice, without tax; minor units.": "quantity × unitPrice без налога; минимальные единицы.",
  "Last day on which it may be accepted.": "Последний день, когда его можно принять.",
  "Grows with every change; an answer names the one it is about.":
    "Растёт с каждым изменением; ответ называет ту, к которой относится.",
  "The quote that this one replaces.": "Предложение, которое это заменяет.",
  "The page on which the customer reads and answers; told only here.":
    "Страница, где клиент читает и отвечает; показана только здесь.",
  "Up to three decimals.": "До трёх знаков после запятой.",
  "Keeps a file that the customer has already a second time; without it that is a 409.":
    "Сохраняет файл, который у клиента уже есть, ещё раз; без этого ответ 409.",
  "Minor units of its currency.": "Минимальные единицы её валюты.",
  "Percent, up to two decimals; 0 when left out.": "Проценты, до двух знаков; если не указано — 0.",
  "Taken and worked out anew: the server is the authority.": "Принимается и считается заново: решает сервер.",
  "ISO 4217; the organization's own when left out.": "ISO 4217; если не указано — валюта организации.",
  "The next number when left out.": "Если не указано — следующий номер.",
  "The one that was read: another refuses the change.":
    "Прочитанная версия: при другой изменение отклоняется.",
  "A member's id, me for the key's own member; everybody's when left out, for those who see everybody's.":
    "Идентификатор сотрудника, me — сотрудник ключа; если не указано — все, для тех, кому видны все.",
  "Only quotes that may still be accepted and whose last day is in these bounds; both together.":
    "Только предложения, которые ещё можно принять и чей последний день в этих границах; обе вместе.",

  // Leads.
  "Leads, the newest inquiry first": "Лиды, сначала новые обращения",
  "The newest 50 leads of a customer": "50 новейших лидов клиента",
  "Open a lead; without an owner it goes to the customer's, else in turn":
    "Открыть лид; без ответственного он идёт к ответственному клиента, иначе по очереди",
  "Read one lead with its answers and stages": "Прочитать лид с ответами и этапами",
  "Name it, or give it to a member; null removes": "Назвать или передать сотруднику; null убирает",
  "Move it to another stage; losing it needs a reason, winning it makes the customer active":
    "Перевести на другой этап; для проигрыша нужна причина, выигрыш делает клиента активным",
  "More than 1 when the same person asked again while it was open.":
    "Больше 1, если человек обратился снова, пока лид был открыт.",
  "Every move, the oldest first.": "Все переходы, сначала старые.",
  "A member's id, me for the key's own member, none for leads that nobody has.":
    "Идентификатор сотрудника, me — сотрудник ключа, none — лиды без ответственного.",

  // Numbers.
  "The dashboard's numbers: everybody's, or those of the member's own portfolio":
    "Показатели сводки: по всем или по портфелю сотрудника",
  "In the organization's time zone.": "В часовом поясе организации.",
  "Percent, one decimal; null while last month had none.":
    "Проценты, один знак; null, если в прошлом месяце не было никого.",
  "Came or bought within activeWindowDays.": "Приходили или покупали за activeWindowDays дней.",
  "Percent of those who came that came again, one decimal; null while nobody did.":
    "Процент вернувшихся среди приходивших, один знак; null, пока никто не приходил.",
  "Two decimals.": "Два знака.",
  "The parts of totalRevenue: each as far as no other pays or fulfils it.":
    "Части totalRevenue: каждая, пока её не оплачивает или не выполняет другая.",
  "The same by themselves: a quote, its order and its payment stand in each of three.":
    "То же по отдельности: предложение, его заказ и оплата стоят в каждой из трёх.",
  "In touch within activeWindowDays.": "Общались за activeWindowDays дней.",
  "The same record once more, for programs that look for it here; not under /api/crm.":
    "Та же запись ещё раз — для программ, которые ищут её здесь; под /api/crm её нет.",
  "In currency; other currencies stand in lifetimeValues.":
    "В currency; остальные валюты — в lifetimeValues.",
  "What each person did in a period, by name; who leads nobody sees their own row":
    "Что каждый сделал за период, по имени; кто никем не руководит, видит свою строку",
  "False for somebody who has left.": "false — человек больше не работает.",
  "Those they are responsible for.": "За которые человек отвечает.",
  "Those they wrote down themselves.": "Которые человек записал сам.",
  "Of interactions.": "Из взаимодействий.",
  "Sent: e-mail, WhatsApp, SMS, chat.": "Отправленные: почта, WhatsApp, SMS, чат.",
  "Theirs that came in the period.": "Свои, пришедшие за период.",
  "Of those, the ones that are won by now.": "Из них выигранные к этому времени.",
  "Percent, one decimal; null without leads.": "Проценты с одним знаком; null, если лидов не было.",
  "What their customers bought; each deal counts once.":
    "Что купили их клиенты; каждая сделка считается один раз.",
  "Messages and leads from outside that they answered first.":
    "Сообщения и лиды извне, на которые человек ответил первым.",
  "Mean of the time those had waited.": "Среднее время их ожидания.",
  "Last day; at most 366 days at once.": "Последний день; не больше 366 дней сразу.",
  "New customers of the last 30 days or 12 months, the oldest first":
    "Новые клиенты за 30 дней или 12 месяцев, сначала старые",
  "YYYY-MM-DD, or YYYY-MM for months.": "ГГГГ-ММ-ДД или ГГГГ-ММ для месяцев.",
  "What a customer is worth, why it may leave, and its lead score; null until first computed":
    "Сколько стоит клиент, почему может уйти, и его оценка; null до первого расчёта",
  "Expected revenue of the next twelve months.": "Ожидаемая выручка за следующие двенадцать месяцев.",
  "0 to 100, the sum of the factors' points.": "От 0 до 100, сумма баллов факторов.",

  // The organization.
  "Your own fields of customers, in their order; their values stand in custom":
    "Ваши поля клиентов по порядку; их значения — в custom",
  "Active members by name: whom customers, leads and follow-ups can be given to":
    "Действующие сотрудники по имени: кому можно передать клиентов, лиды и задачи",
  "Name of its value in custom; the same whatever the label becomes.":
    "Имя значения в custom; не меняется вместе с названием.",
  "Decimals of a number.": "Знаков после запятой.",
  "Of a money field, whose values are minor units.": "Для денежного поля; значения в минимальных единицах.",
  "What values hold.": "Что хранят значения.",
  "What a relation points at.": "На что указывает связь.",
  "Computed fields are never written.": "Вычисляемые поля не записываются.",
  "What ownerId and assignedTo hold.": "Что хранят ownerId и assignedTo.",

  // The older point of sale.
  "The point of sale's own id; it may stand in dataPayload as id instead.":
    "Номер в кассе; вместо этого он может стоять в dataPayload как id.",
  "The row under the point of sale's own names, such as customer_name and contact_number.":
    "Строка под именами самой кассы, например customer_name и contact_number.",
  "The event's own id: one that comes twice is carried out once.":
    "Номер самого события: пришедшее дважды выполняется один раз.",
  "queued: on its way to the customer.": "queued: на пути к клиенту.",
  "The point of sale's own id.": "Номер в кассе.",
  "waiting: not taken over yet; conflict: a field waits for a choice.":
    "waiting: ещё не перенесён; conflict: поле ждёт выбора.",
  "Who made the row.": "Кто создал строку.",
  "Null where no older point of sale was connected.": "null, если прежняя касса не подключена.",
  "Waiting for a choice of side.": "Ждут выбора стороны.",
  "What was told, as JSON.": "Что было сообщено, в JSON.",
  "manual: tried as often as makes sense, a person decides.": "manual: попытки исчерпаны, решает человек.",
  "auto: settled by itself.": "auto: улажено само.",
  "Tell of changes to customers of the older point of sale": "Сообщить об изменениях клиентов прежней кассы",
  "What became of each, in their order.": "Что стало с каждым, по порядку.",
  "Customers of the older point of sale by name, or the ones with the words of search":
    "Клиенты прежней кассы по имени или со словами поиска",
  "Words of name, e-mail, phone or id.": "Слова имени, почты, телефона или номера.",
  "How the older point of sale, Orbit and the synchronization fare":
    "Как работают прежняя касса, Orbit и синхронизация",
  "quiet: told of nothing for a day.": "quiet — за сутки ничего не сообщила.",
  "upgrading: its numbers are being counted anew.": "upgrading — числа пересчитываются.",
  "stalled: something that is due has waited for ten minutes.":
    "stalled — что-то ждёт своей очереди больше десяти минут.",
  "Milliseconds from being told to having arrived, today and yesterday.":
    "Миллисекунды от сообщения до прибытия, сегодня и вчера.",
  "Share from 0 to 1 that needs a person, today and yesterday.":
    "Доля от 0 до 1, которой нужен человек, сегодня и вчера.",
  "What was measured when the threshold was crossed.": "Что было измерено при превышении порога.",
  "The figures of the migration and of the transition": "Показатели миграции и перехода",
  "Percent of the changes that came to an end today and yesterday.":
    "Процент изменений, завершившихся сегодня и вчера.",
  "Mean of thirty days, milliseconds.": "Среднее за тридцать дней, миллисекунды.",
  "Mean of thirty days, seconds.": "Среднее за тридцать дней, секунды.",
  "Percent of all bookings.": "Процент всех бронирований.",
  "Percent of the linked customers in which both sides agree.":
    "Процент связанных клиентов, у которых стороны согласны.",
  "Percent of time saved against the older flow.":
    "Процент времени, сэкономленного по сравнению с прежним путём.",
  "Percent of the duplicates found that were merged.": "Процент найденных дублей, которые объединены.",
  "0 to 100: values that agree, an important one counting twice.":
    "От 0 до 100: совпадающие значения, важное считается дважды.",
  "Percent of the changes of the last month.": "Процент изменений за последний месяц.",
  "Percent of the active staff.": "Процент действующих сотрудников.",
  "Entered: a survey's score from 0 to 10.": "Введено: оценка опроса от 0 до 10.",
  "Entered: percent of what was usual before.": "Введено: процент от прежнего уровня.",
  "Entered: minutes.": "Введено: минуты.",
  "How the synchronization with the older point of sale stands": "Состояние синхронизации с прежней кассой",
  "Changes on their way between Orbit and the older point of sale, the newest first":
    "Изменения на пути между Orbit и прежней кассой, сначала новые",
  "The longest waiting first.": "Сначала те, что ждут дольше.",
  "Comparisons of both stores, the newest first": "Сверки обоих хранилищ, сначала новые",
  "What one comparison found, field by field": "Что нашла одна сверка, по полям",
  "Write INSERT, UPDATE or DELETE.": "Напишите INSERT, UPDATE или DELETE.",
};
