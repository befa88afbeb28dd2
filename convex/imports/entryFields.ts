/** What rows of interactions, notes and documents of customers can say, and the headings that say it. Pure. */

/** What was done with customers, and is kept with them; each is a table of its own. */
export const entryKinds = ["interactions", "notes", "documents"] as const;
export type EntryKind = (typeof entryKinds)[number];

export const isEntryKind = (kind: string): kind is EntryKind =>
  (entryKinds as readonly string[]).includes(kind);

/** What a row of an interaction says, but for whose it is and which it is. */
const interactionFields = [
  "entryDate",
  "entryType",
  "subject",
  "body",
  "entryOutcome",
  "duration",
  "contactMethod",
  "purpose",
  "successful",
  "ofContact",
] as const;

/** Targets that only such rows have. */
export const entriesAlone = [
  ...interactionFields,
  "isInternal",
  "isPinned",
  "author",
  "files",
  "entryId",
] as const;

/** By kind, in the order in which the screen offers them; whose customer it is comes after them. */
export const entryFields = {
  interactions: [...interactionFields, "owner", "entryId"],
  notes: ["entryDate", "entryType", "body", "isInternal", "isPinned", "author", "entryId"],
  documents: ["entryDate", "entryType", "subject", "files", "author", "entryId"],
} as const;

const date = ["date", "when", "datetime", "createdat", "created", "createdon", "дата", "когда", "создано"];
const type = ["type", "kind", "тип", "вид"];
const id = ["id", "entryid", "recordid", "номер"];
const author = ["author", "createdby", "createdbyname", "by", "user", "автор", "кто", "сотрудник"];

/** Headings seen in exports of such tables, as headingKey folds them. */
export const entryHeadings = {
  interactions: {
    entryDate: ["interactiondate", "activitydate", "contactdate", "calldate", "start", ...date],
    entryType: ["interactiontype", "activitytype", "contacttype", "activity", "channel", "канал", ...type],
    subject: ["subject", "title", "topic", "summary", "тема", "заголовок"],
    body: [
      "description",
      "notes",
      "note",
      "details",
      "text",
      "body",
      "comment",
      "описание",
      "текст",
      "комментарий",
      "заметки",
    ],
    entryOutcome: ["outcome", "result", "итог", "результат"],
    duration: ["duration", "minutes", "durationminutes", "durationmin", "длительность", "минут", "минуты"],
    contactMethod: ["contactmethod", "number", "address", "способ связи"],
    purpose: ["purpose", "reason", "цель"],
    successful: ["successful", "success", "answered", "успешно", "успешный"],
    ofContact: ["contact", "contactname", "person", "контакт", "контактное лицо"],
    owner: [
      "owner",
      "assignedto",
      "assigned",
      "contactedby",
      "manager",
      "salesrep",
      "ответственный",
      "менеджер",
      ...author,
    ],
    entryId: ["interactionid", "activityid", ...id],
  },
  notes: {
    entryDate: ["notedate", ...date],
    entryType: ["notetype", "category", "категория", ...type],
    body: [
      "notetext",
      "note",
      "text",
      "body",
      "content",
      "comment",
      "description",
      "заметка",
      "текст",
      "комментарий",
    ],
    isInternal: ["isinternal", "internal", "private", "внутренняя", "внутренний"],
    isPinned: ["ispinned", "pinned", "закреплена", "закреплено"],
    author,
    entryId: ["noteid", ...id],
  },
  documents: {
    entryDate: ["uploadedat", ...date],
    entryType: ["documenttype", ...type],
    subject: ["documentname", "name", "filename", "название", "имя"],
    files: ["files", "versions"],
    author: ["uploadedby", ...author],
    entryId: ["documentid", ...id],
  },
} as const satisfies { [K in EntryKind]: Record<(typeof entryFields)[K][number], readonly string[]> };
