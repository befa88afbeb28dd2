/** What a column of a file can mean, and a first guess from its heading (IMX-01, IMX-02). Pure. */
import { fold } from "../shared/text";
import { entriesAlone, entryFields, entryHeadings, entryKinds, isEntryKind } from "./entryFields";

/** Targets of the mapping, in the order in which the screen offers them. */
export const importFields = [
  "name",
  "firstName",
  "lastName",
  "phone",
  "secondaryPhone",
  "email",
  "companyName",
  "type",
  "status",
  "customerSource",
  "sourceDetail",
  "owner",
  "tags",
  "address",
  "addressLine2",
  "city",
  "state",
  "postalCode",
  "country",
  "dateOfBirth",
  "dateJoined",
  "createdAt",
  "updatedAt",
  "notes",
  "preferredLanguage",
  "smsConsent",
  "emailConsent",
  "marketingConsent",
  "industry",
  "website",
  "credit",
  "points",
  "tier",
  "tierSince",
  "customerCode",
  "legacyId",
  "stableHashId",
  "leadTitle",
  "leadMessage",
  "leadStatus",
  "leadId",
  "title",
  "department",
  "mobile",
  "isPrimary",
  "isDecisionMaker",
  ...entriesAlone,
  "ofCode",
  "ofLegacyId",
  "ofName",
  "ofDomain",
  "ofEmail",
] as const;

/** What the rows of a file are: customers, leads of customers that come with them, contacts at customers, or what was done with customers. */
export const rowKinds = ["customers", "leads", "contacts", ...entryKinds] as const;
export type RowKind = (typeof rowKinds)[number];

const leadFields = ["leadTitle", "leadMessage", "leadStatus", "leadId"] as const;
export type LeadField = (typeof leadFields)[number];

/** By which a row of a contact or an entry names the customer it stands at, strongest first. */
export const customerRefs = ["ofCode", "ofLegacyId", "ofEmail", "ofName", "ofDomain"] as const;
export type CustomerRef = (typeof customerRefs)[number];

/** What columns of a file of contacts can mean (CON-01), in the order in which the screen offers it. */
export const contactFields = [
  "name",
  "firstName",
  "lastName",
  "title",
  "email",
  "phone",
  "mobile",
  "department",
  "isPrimary",
  "isDecisionMaker",
  "notes",
  "ofCode",
  "ofName",
  "ofLegacyId",
  "ofDomain",
  "ofEmail",
] as const satisfies readonly ImportField[];
export type ContactField = (typeof contactFields)[number];
const contactsAlone = [
  "title",
  "department",
  "mobile",
  "isPrimary",
  "isDecisionMaker",
  ...customerRefs,
] as const;

/** What columns of such a file can mean. */
export function fieldsOf(kind: RowKind): readonly ImportField[] {
  if (kind === "contacts") return contactFields;
  if (isEntryKind(kind)) return [...entryFields[kind], ...customerRefs];
  const shared = importFields.filter(
    (field) => !isOneOf(contactsAlone, field) && !isOneOf(entriesAlone, field),
  );
  return kind === "leads" ? shared : shared.filter((field) => !isOneOf(leadFields, field));
}

function isOneOf(fields: readonly string[], field: string): boolean {
  return fields.includes(field);
}
export type ImportField = (typeof importFields)[number];
/** What a row says, by meaning. */
export type Row = ReadonlyMap<ImportField, string>;
/** A field that customers have, or one of the organization's own by its key. */
export type MappingTarget = ImportField | `custom.${string}`;
/** One entry per column: a MappingTarget as text; null means the column is left out. */
export type Mapping = readonly (string | null)[];

const ownPrefix = "custom.";

/** "custom.f_1a2b3c4d" -> "f_1a2b3c4d"; null for a field that every customer has. */
export function ownFieldKey(target: string): string | null {
  return target.startsWith(ownPrefix) ? target.slice(ownPrefix.length) : null;
}

/** The other way round. */
export const ownTarget = (key: string): MappingTarget => `${ownPrefix}${key}`;

export function isImportField(text: string): text is ImportField {
  return (importFields as readonly string[]).includes(text);
}

type CustomerField = Exclude<
  ImportField,
  LeadField | (typeof contactsAlone)[number] | (typeof entriesAlone)[number]
>;
/** Headings seen in real exports, folded and without signs; English and Russian. */
const headings: Record<CustomerField, readonly string[]> = {
  name: [
    "name",
    "customername",
    "fullname",
    "customer",
    "client",
    "clientname",
    "contactname",
    "имя",
    "фио",
    "клиент",
    "имяклиента",
    "название",
    "наименование",
    "имяифамилия",
  ],
  firstName: ["firstname", "givenname", "first", "имячеловека"],
  lastName: ["lastname", "surname", "familyname", "last", "фамилия"],
  phone: [
    "phone",
    "contactnumber",
    "phonenumber",
    "primaryphone",
    "mobile",
    "mobilephone",
    "cell",
    "tel",
    "telephone",
    "whatsapp",
    "телефон",
    "номертелефона",
    "мобильный",
    "мобильный телефон",
    "тел",
    "номер",
  ],
  secondaryPhone: [
    "secondaryphone",
    "phone2",
    "otherphone",
    "homephone",
    "workphone",
    "телефон2",
    "дополнительныителефон",
    "рабочиителефон",
  ],
  email: [
    "email",
    "emailaddress",
    "mail",
    "primaryemail",
    "почта",
    "электроннаяпочта",
    "емаил",
    "имеил",
    "емеил",
    "адресэлектроннойпочты",
  ],
  companyName: [
    "company",
    "companyname",
    "organization",
    "organisation",
    "business",
    "компания",
    "организация",
    "фирма",
  ],
  type: ["type", "customertype", "clienttype", "kind", "тип", "типклиента"],
  status: ["status", "customerstatus", "статус"],
  customerSource: ["source", "customersource", "leadsource", "channel", "источник", "откуда"],
  sourceDetail: ["sourcedetail", "campaign", "referrer", "детали", "кампания"],
  owner: [
    "owner",
    "assignedto",
    "assigned",
    "manager",
    "salesrep",
    "accountmanager",
    "ответственныи",
    "менеджер",
    "владелец",
  ],
  tags: ["tags", "labels", "segments", "groups", "теги", "метки"],
  address: ["address", "address1", "addressline1", "line1", "street", "streetaddress", "адрес", "улица"],
  addressLine2: ["address2", "addressline2", "line2", "адрес2", "адресстрока2"],
  city: ["city", "town", "город"],
  state: ["state", "province", "region", "область", "регион"],
  postalCode: ["postalcode", "postcode", "zip", "zipcode", "индекс"],
  country: ["country", "страна"],
  dateOfBirth: ["dateofbirth", "birthday", "birthdate", "dob", "born", "датарождения", "деньрождения"],
  dateJoined: [
    "datejoined",
    "joined",
    "registrationdate",
    "membersince",
    "signupdate",
    "датарегистрации",
    "датавступления",
  ],
  createdAt: ["createdat", "created", "createdon", "createdate", "datecreated", "датасоздания", "создан"],
  updatedAt: [
    "updatedat",
    "updatetime",
    "updated",
    "updatedon",
    "lastupdated",
    "modified",
    "modifiedat",
    "lastmodified",
    "датаизменения",
    "изменен",
    "обновлен",
  ],
  notes: [
    "notes",
    "note",
    "comment",
    "comments",
    "remarks",
    "description",
    "заметки",
    "комментарии",
    "примечание",
    "примечания",
  ],
  preferredLanguage: ["language", "preferredlanguage", "lang", "locale", "язык"],
  smsConsent: ["smspdpa", "smsconsent", "smsoptin", "smsmarketing", "согласиеsms", "согласиенасмс"],
  emailConsent: ["emailpdpa", "emailconsent", "emailoptin", "newsletter", "согласиеemail", "рассылка"],
  marketingConsent: ["marketingconsent", "marketingagreed", "marketing", "согласиенамаркетинг"],
  industry: ["industry", "sector", "отрасль"],
  website: ["website", "url", "site", "web", "homepage", "саит", "вебсаит"],
  credit: ["availablecredit", "credit", "creditbalance", "balance", "storecredit", "баланс", "кредит"],
  points: ["availablepoint", "availablepoints", "points", "loyaltypoints", "bonus", "баллы", "бонусы"],
  tier: ["tier", "viptier", "tiername", "loyaltytier", "уровень vip"],
  tierSince: ["tiersince", "vipsince", "vipstatusdate", "vip с"],
  customerCode: ["customercode", "clientcode", "кодклиента"],
  legacyId: [
    "id",
    "customerid",
    "clientid",
    "legacyid",
    "legacyids",
    "externalid",
    "recordid",
    "номерклиента",
    "код",
  ],
  stableHashId: ["stablehashid", "stablehash", "hashid"],
};

/** In a file of leads these are the lead's before they are the customer's. */
const leadHeadings: Record<LeadField, readonly string[]> = {
  leadTitle: [
    "title",
    "lead",
    "leadtitle",
    "leadname",
    "opportunity",
    "deal",
    "dealname",
    "subject",
    "лид",
    "сделка",
    "тема",
    "названиесделки",
  ],
  leadMessage: [
    "message",
    "inquiry",
    "enquiry",
    "request",
    "comment",
    "leadmessage",
    "сообщение",
    "запрос",
    "комментарий",
  ],
  leadStatus: ["status", "stage", "leadstatus", "leadstage", "этап", "стадия", "статус"],
  leadId: ["id", "leadid", "dealid", "номерлида", "номерсделки"],
};

/** In a file of contacts the words of people are the contact's, those of companies name the customer it stands at. */
const contactHeadings: Record<ContactField, readonly string[]> = {
  name: ["name", "fullname", "contact", "contactname", "person", "имя", "фио", "контакт", "контактное лицо"],
  firstName: headings.firstName,
  lastName: headings.lastName,
  title: ["title", "position", "jobtitle", "job", "role", "должность", "роль"],
  email: ["contactemail", ...headings.email],
  phone: [
    "phone",
    "contactnumber",
    "contactphone",
    "phonenumber",
    "workphone",
    "directphone",
    "tel",
    "telephone",
    "телефон",
    "рабочий телефон",
    "номер телефона",
    "тел",
  ],
  mobile: [
    "mobile",
    "mobilephone",
    "mobilenumber",
    "cell",
    "cellphone",
    "whatsapp",
    "мобильный",
    "мобильный телефон",
  ],
  department: ["department", "dept", "division", "отдел", "подразделение"],
  isPrimary: ["primary", "isprimary", "primarycontact", "maincontact", "основной", "основной контакт"],
  isDecisionMaker: [
    "decisionmaker",
    "isdecisionmaker",
    "decides",
    "decidesaboutbuying",
    "лпр",
    "принимает решение",
    "принимает решение о покупке",
  ],
  notes: headings.notes,
  ofCode: ["customercode", "clientcode", "companycode", "accountcode", "код клиента", "код компании"],
  ofLegacyId: [
    "customerid",
    "clientid",
    "companyid",
    "accountid",
    "organizationid",
    "legacyid",
    "legacycustomerid",
    "номер клиента",
    "номер компании",
  ],
  ofName: [
    "company",
    "companyname",
    "customer",
    "customername",
    "client",
    "clientname",
    "account",
    "accountname",
    "organization",
    "organisation",
    "компания",
    "организация",
    "клиент",
    "имя клиента",
    "фирма",
  ],
  ofDomain: [
    "domain",
    "companydomain",
    "companywebsite",
    "website",
    "site",
    "домен",
    "сайт",
    "сайт компании",
  ],
  ofEmail: ["customeremail", "companyemail", "clientemail", "почта клиента", "почта компании"],
};

const keyed = <Field extends ImportField>(words: Record<Field, readonly string[]>) =>
  (Object.entries(words) as [Field, readonly string[]][]).flatMap(([field, all]) =>
    all.map((heading) => [headingKey(heading), field] as const),
  );
/** Those by which any row names a customer. */
const refHeadings = Object.fromEntries(customerRefs.map((ref) => [ref, contactHeadings[ref]])) as Record<
  CustomerRef,
  readonly string[]
>;
const byHeading: Record<RowKind, ReadonlyMap<string, ImportField>> = {
  customers: new Map(keyed(headings)),
  leads: new Map<string, ImportField>([...keyed(headings), ...keyed(leadHeadings)]),
  contacts: new Map<string, ImportField>(keyed(contactHeadings)),
  interactions: new Map<string, ImportField>(keyed({ ...refHeadings, ...entryHeadings.interactions })),
  notes: new Map<string, ImportField>(keyed({ ...refHeadings, ...entryHeadings.notes })),
  documents: new Map<string, ImportField>(keyed({ ...refHeadings, ...entryHeadings.documents })),
};

/** The heading's letters and digits: "E-mail address" -> "emailaddress". */
export function headingKey(heading: string): string {
  return fold(heading).replace(/[^\p{L}\p{N}]+/gu, "");
}

/**
 * Guesses each column once; a meaning taken by an earlier column is not given
 * twice. `own` are the organization's fields, known by label or key. A part of something ("address.city") is what it is called itself, where
 * no column of the record's own is.
 */
export function guessMapping(
  columns: readonly string[],
  own: readonly { key: string; label: string }[] = [],
  kind: RowKind = "customers",
): (MappingTarget | null)[] {
  const taken = new Set<MappingTarget>();
  const ownByHeading = new Map<string, MappingTarget>();
  for (const { key, label } of own) {
    ownByHeading.set(headingKey(label), `custom.${key}`);
    ownByHeading.set(headingKey(`custom.${key}`), `custom.${key}`);
  }
  const guess = (name: string): MappingTarget | null => {
    const heading = headingKey(name);
    const known = byHeading[kind].get(heading);
    const ownField = ownByHeading.get(heading);
    const field = [known, ownField].find((one) => one !== undefined && !taken.has(one));
    if (field === undefined) return null;
    taken.add(field);
    return field;
  };
  const guessed = columns.map(guess);
  // Beside a column of family names, "name" is the given one.
  const isSplit = guessed.includes("lastName") && !guessed.includes("firstName");
  return guessed.map((field, column) => {
    if (isSplit && field === "name") return "firstName";
    const heading = columns[column]!;
    return field ?? (/\S\.\S/.test(heading) ? guess(heading.slice(heading.lastIndexOf(".") + 1)) : null);
  });
}

/** By what a row's customer is looked for: anything that tells one, or one key alone ("custom.<key>" for a unique field of one's own). */
export type MatchBy = "any" | "customerCode" | "legacyId" | "email" | "phone" | `custom.${string}`;
export const matchWords = ["any", "customerCode", "legacyId", "email", "phone"] as const;

export type MappingProblem =
  | "nameMissing"
  | "contactMissing"
  | "customerMissing"
  | "fieldTwice"
  | "keyMissing"
  | "dateMissing"
  | "textMissing";

/**
 * What keeps a mapping from being used; null when it can be. Under one key,
 * known customers are updated from whatever columns there are; who is not known
 * still needs a name and a contact, row by row.
 */
export function mappingProblem(
  mapping: Mapping,
  matchBy: MatchBy = "any",
  kind: RowKind = "customers",
): MappingProblem | null {
  const used = mapping.filter((field) => field !== null);
  if (new Set(used).size !== used.length) return "fieldTwice";
  if (kind === "contacts") {
    if (!used.some((field) => isOneOf(["name", "firstName", "lastName"], field))) return "nameMissing";
    return used.some((field) => isOneOf(customerRefs, field)) ? null : "customerMissing";
  }
  if (isEntryKind(kind)) {
    if (!used.includes("entryDate")) return "dateMissing";
    if (!used.some((field) => isOneOf(["subject", "body", "files"], field))) return "textMissing";
    return used.some((field) => isOneOf(customerRefs, field)) ? null : "customerMissing";
  }
  if (matchBy !== "any") {
    const isMapped = used.includes(matchBy) || (matchBy === "phone" && used.includes("secondaryPhone"));
    return isMapped ? null : "keyMissing";
  }
  if (!used.some((field) => field === "name" || field === "firstName" || field === "lastName"))
    return "nameMissing";
  if (!used.some((field) => field === "phone" || field === "email" || field === "secondaryPhone"))
    return "contactMissing";
  return null;
}
