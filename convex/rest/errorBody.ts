/** The one shape of every refusal (VAL-19..22, API-42). Pure. */
import { httpStatus, type ErrorCode, type FieldIssue, type OrbitError } from "../shared/errors";

export interface ErrorBody {
  /** The status in words. */
  error: string;
  /** A sentence that says what to do. */
  message: string;
  code: string;
  details?: unknown;
  /** ISO 8601. */
  timestamp: string;
}

const statusNames: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  410: "Gone",
  413: "Content Too Large",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

const sentences: Record<ErrorCode, string> = {
  UNAUTHENTICATED: "Send a valid API key as Authorization: Bearer <key>.",
  FORBIDDEN: "The key's scopes or its member's role do not allow this.",
  NOT_FOUND: "There is no such record, or it is out of this key's reach.",
  OUT_OF_REACH: "The record is in the care of others; ask its owner, their team or a manager for it.",
  VALIDATION_ERROR: "Correct the fields named in details and send the request again.",
  DUPLICATE_CUSTOMER: "Another customer has this e-mail, phone number or stable id.",
  CUSTOMER_NAME_CONFLICT:
    "There is a customer with a similar name; confirm with a reason if this is another.",
  INVALID_ASSIGNMENT: "This person is not an active member who can be given customers.",
  INVALID_STATUS_CHANGE: "It cannot move from its present status to this one.",
  REASON_REQUIRED: "Say why in `reason`.",
  PRIMARY_CONTACT_REQUIRED: "A business needs a primary contact; make another one primary first.",
  INVALID_INTERACTION: "The date of the interaction is impossible.",
  QUOTE_NUMBER_CONFLICT: "There is a quote with this number.",
  QUOTE_NOT_EDITABLE: "A quote that was sent cannot be changed; revise it.",
  QUOTE_EXPIRED: "The quote's last day has passed.",
  QUOTE_ALREADY_ORDERED: "This quote has become an order already; details name it.",
  ORDER_NOT_EDITABLE: "An order that was placed cannot be changed; cancel it and write another.",
  OPEN_ORDERS: "The customer has open orders, named in details; fulfil or cancel them first.",
  CAPACITY_EXCEEDED: "The departure has fewer places left than that; details say how many.",
  LEAD_ALREADY_CONVERTED: "This lead has become a booking already, the one named in details.",
  ACTIVE_BOOKINGS:
    "Trips that the customer has booked are still to come; cancel the bookings named in details first.",
  ACTIVE_JOBS: "The customer has jobs that are not done, named in details; complete or cancel them first.",
  FIELD_IN_USE: "A formula reads this field.",
  VERSION_CONFLICT: "It was changed in the meantime; read it again.",
  DOCUMENT_EXISTS:
    "The customer has this very file already, as the document named in details; confirmDuplicate keeps it twice.",
  MERGE_CONFLICT: "The records contradict each other; choose a value for each field named in details.",
  PROFILE_LINK_FAILED: "There is no such profile, or it belongs to another customer.",
  MERGE_INVALID: "These records cannot be merged.",
  CONFLICT: "The fields named in details have moved on since they were read.",
  UNDO_CONFLICT: "It was changed again since.",
  UNDO_EXPIRED: "It is too late to undo this.",
  BAD_CREDENTIALS: "E-mail and password do not match.",
  EMAIL_TAKEN: "There is an account with this e-mail.",
  WEAK_PASSWORD: "Choose a stronger password.",
  LINK_EXPIRED: "This link was used or has expired.",
  ALREADY_MEMBER: "This person is a member already.",
  LAST_ADMIN: "This is the last admin.",
  SUCCESSOR_REQUIRED: "Name who takes over.",
  BALANCE_TOO_LOW: "The balance does not reach for this; details say what is there.",
  IDENTITY_DISABLED: "People sign in elsewhere here.",
  ORIGIN_NOT_ALLOWED: "This site may not use the form.",
  WIDGET_DISABLED: "This form is switched off.",
  FORM_EXPIRED: "The form was open for too long.",
  PAYLOAD_TOO_LARGE: "The body is too large.",
  MODULE_OFF: "The organization has switched this part of Orbit off.",
  FLAG_OFF: "Whoever is new is added to the older point of sale for now; send the customerId they get here.",
  VALUE_CALC_ERROR: "This amount is computed and cannot be below zero.",
  IMPORT_UNREADABLE: "The file cannot be read.",
  JOB_NOT_RUNNING: "This work has already ended.",
  LIMIT_EXCEEDED: "That is more than is allowed here.",
  IDEMPOTENCY_KEY_REUSED: "This Idempotency-Key was sent with another request; use a new one.",
  METHOD_NOT_ALLOWED: "This address does not take this method; see the header Allow.",
  RATE_LIMITED: "Too many requests; wait as the header Retry-After says.",
  CONSENT_MISSING: "The customer has not agreed to this, or has no address for it.",
  CONFIGURATION_MISSING: "A setting is missing on the server.",
};

/** What systems of old call two kinds of wrong field (VAL-21). */
const fieldCodes: Record<string, string> = {
  invalidEmail: "INVALID_EMAIL_FORMAT",
  invalidPhone: "INVALID_PHONE_FORMAT",
};

/** Values that are well written and yet cannot be: a contact or quote of another customer (INT-09, CON-11). */
const businessRules = new Set(["otherCustomer"]);

export function errorBody(error: OrbitError, at: number): { status: number; body: ErrorBody } {
  const { code, ...facts } = error;
  const issues: readonly FieldIssue[] = error.code === "VALIDATION_ERROR" ? error.issues : [];
  const isRule = issues.length > 0 && issues.every(({ rule }) => businessRules.has(rule));
  const status = isRule ? 422 : httpStatus[code];
  const details = error.code === "VALIDATION_ERROR" ? error.issues : facts;
  const isEmpty = !Array.isArray(details) && Object.keys(details).length === 0;
  return {
    status,
    body: {
      error: statusNames[status] ?? "Error",
      message: issues[0]?.message ?? sentences[code],
      code: wordOf(error, issues),
      ...(isEmpty ? {} : { details }),
      timestamp: new Date(at).toISOString(),
    },
  };
}

function wordOf(error: OrbitError, issues: readonly FieldIssue[]): string {
  if (error.code === "NOT_FOUND" && error.entity === "customers") return "CUSTOMER_NOT_FOUND";
  if (error.code === "OUT_OF_REACH") return "FORBIDDEN";
  const rules = new Set(issues.map(({ rule }) => rule));
  return (rules.size === 1 ? fieldCodes[issues[0]!.rule] : undefined) ?? error.code;
}

/** What went wrong on our side is logged, never told. */
export function unexpectedBody(at: number): ErrorBody {
  return {
    error: statusNames[500]!,
    message: "Something went wrong on the server. Send the request again; if it stays, tell whoever runs it.",
    code: "INTERNAL_ERROR",
    timestamp: new Date(at).toISOString(),
  };
}
