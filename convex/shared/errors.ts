/**
 * Every error Orbit throws on purpose, as one closed union. Thrown as
 * ConvexError with facts only; the screen words each code (src/data/errorMessage.ts,
 * exhaustive) and REST maps each to its status (`httpStatus`, exhaustive).
 */
import { ConvexError } from "convex/values";

export interface FieldIssue {
  /** Dotted path of the field, "" for the whole input. */
  path: string;
  /** A stable key of the rule broken, e.g. "required", "tooShort", "invalidEmail". */
  rule: string;
  /** English sentence that says what to do; screens may reword by `rule`. */
  message: string;
  /** The most that the field takes, where the sentence names it. */
  limit?: MoneyLimit;
}

export interface MoneyLimit {
  minor: number;
  /** ISO 4217. */
  currency: string;
}

/** What is told of a possible duplicate; masked when the caller may not see the record (DUP-26). */
export interface DuplicateFact {
  customerId: string | null;
  name: string;
  customerCode: string | null;
  ownerName: string | null;
  score: number;
  reasons: string[];
}

/** A field as two people left it; null where one of them left it empty. */
export interface FieldConflict {
  field: string;
  mine: unknown;
  theirs: unknown;
}

/** What keeps a customer from being deleted (C14). */
export type BlockingCode = "OPEN_ORDERS" | "ACTIVE_BOOKINGS" | "ACTIVE_JOBS";

export type OrbitError =
  | { code: "UNAUTHENTICATED" }
  | { code: "FORBIDDEN"; permission: string }
  | { code: "NOT_FOUND"; entity: string }
  /** A record of one's own organization that is in other people's care. Tells nothing of it (INT-11, TEN-12). */
  | { code: "OUT_OF_REACH"; entity: "customers" | "leads" }
  | { code: "VALIDATION_ERROR"; issues: FieldIssue[] }
  /** `confirmable`: repeating with confirmDuplicate and a reason goes through for those who may. */
  | {
      code: "DUPLICATE_CUSTOMER";
      field: "email" | "phone" | "stableHashId";
      duplicates: DuplicateFact[];
      confirmable: boolean;
    }
  | { code: "CUSTOMER_NAME_CONFLICT"; duplicates: DuplicateFact[]; confirmable: boolean }
  | { code: "INVALID_ASSIGNMENT"; userId: string }
  | { code: "INVALID_STATUS_CHANGE"; entity: string; from: string; to: string }
  | { code: "REASON_REQUIRED"; action: string }
  | { code: "PRIMARY_CONTACT_REQUIRED" }
  | { code: "INVALID_INTERACTION"; reason: string }
  | { code: "QUOTE_NUMBER_CONFLICT"; quoteNumber: string }
  | { code: "QUOTE_NOT_EDITABLE"; status: string }
  | { code: "QUOTE_EXPIRED" }
  | { code: "QUOTE_ALREADY_ORDERED"; orderId: string; orderNumber: string }
  | { code: "ORDER_NOT_EDITABLE"; status: string }
  /** Something is still promised to the customer (customers/blockers.ts); the ids of at most twenty. */
  | { [C in BlockingCode]: { code: C; ids: string[] } }[BlockingCode]
  /** More people than the departure has places left. */
  | { code: "CAPACITY_EXCEEDED"; seatsLeft: number }
  | { code: "LEAD_ALREADY_CONVERTED"; bookingId: string }
  /** `reason`: noMarketingConsent, noChannelConsent, noAddress, deleted. */
  | { code: "CONSENT_MISSING"; reason: string }
  /** Formulas, by label, that read the field. */
  | { code: "FIELD_IN_USE"; names: string[] }
  | { code: "VERSION_CONFLICT"; entity: string }
  /** The customer has this file already; repeat with confirmDuplicate to keep it twice. */
  | { code: "DOCUMENT_EXISTS"; documentId: string; documentName: string }
  /** Fields in which the records contradict each other; repeat with a choice for each (DUP-14). */
  | { code: "MERGE_CONFLICT"; fields: string[] }
  /** `reason`: notFound, taken by another customer (PRL-08). */
  | { code: "PROFILE_LINK_FAILED"; reason: string }
  /** `reason`: itself, notFound, deleted, tooMany, running, mergedFurther, undone. */
  | { code: "MERGE_INVALID"; reason: string }
  /** The fields have moved on since the caller read them; `byName` is who wrote last. */
  | { code: "CONFLICT"; entity: string; conflicts: FieldConflict[]; byName: string | null }
  /** `mine` is what the undo would bring back. */
  | { code: "UNDO_CONFLICT"; fields: string[]; conflicts?: FieldConflict[] }
  | { code: "UNDO_EXPIRED" }
  | { code: "BAD_CREDENTIALS" }
  | { code: "EMAIL_TAKEN" }
  | { code: "WEAK_PASSWORD"; reason: string }
  | { code: "LINK_EXPIRED"; kind: string }
  | { code: "ALREADY_MEMBER" }
  | { code: "LAST_ADMIN" }
  | { code: "SUCCESSOR_REQUIRED"; customers: number }
  /** What is there: minor units of `currency`, or points. */
  | { code: "BALANCE_TOO_LOW"; unit: "credit" | "points"; balance: number; currency?: string }
  | { code: "IDENTITY_DISABLED"; provider: string }
  | { code: "ORIGIN_NOT_ALLOWED"; origin: string }
  | { code: "WIDGET_DISABLED" }
  | { code: "FORM_EXPIRED" }
  | { code: "PAYLOAD_TOO_LARGE"; limitBytes: number }
  /** An admin has switched this part off (tenancy/modules.ts); what is in it can be read. */
  | { code: "MODULE_OFF"; module: string }
  /** The caller works with the customers of the older point of sale so far (flags/words.ts): whoever is new is added there. */
  | { code: "FLAG_OFF"; flag: string }
  /** A computed amount of money that cannot be below zero. */
  | { code: "VALUE_CALC_ERROR"; field: string; value: number }
  | { code: "IMPORT_UNREADABLE"; reason: string }
  | { code: "JOB_NOT_RUNNING"; status: string }
  /** With a currency (ISO 4217) the limit is in its minor units. */
  | { code: "LIMIT_EXCEEDED"; what: string; limit: number; currency?: string }
  /** An Idempotency-Key that was sent before with another request. */
  | { code: "IDEMPOTENCY_KEY_REUSED" }
  | { code: "METHOD_NOT_ALLOWED"; allowed: string[] }
  | { code: "RATE_LIMITED"; retryAfterMs: number }
  | { code: "CONFIGURATION_MISSING"; name: string };

export type ErrorCode = OrbitError["code"];
export type ErrorFacts<C extends ErrorCode> = Extract<OrbitError, { code: C }>;

/** The only way to refuse a request. */
export function fail(error: OrbitError): never {
  throw new ConvexError(error as never);
}

/** The facts of a caught error, or null when it is not one of ours. */
export function orbitError(error: unknown): OrbitError | null {
  if (!(error instanceof ConvexError)) return null;
  const data: unknown = error.data;
  return typeof data === "object" && data !== null && "code" in data && String(data.code) in httpStatus
    ? (data as OrbitError)
    : null;
}

/** REST status per code (VAL-19); a new code does not compile until it is placed here. */
export const httpStatus: Record<ErrorCode, number> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  OUT_OF_REACH: 403,
  VALIDATION_ERROR: 400,
  DUPLICATE_CUSTOMER: 409,
  CUSTOMER_NAME_CONFLICT: 409,
  INVALID_ASSIGNMENT: 422,
  INVALID_STATUS_CHANGE: 422,
  REASON_REQUIRED: 400,
  PRIMARY_CONTACT_REQUIRED: 422,
  INVALID_INTERACTION: 400,
  QUOTE_NUMBER_CONFLICT: 409,
  QUOTE_NOT_EDITABLE: 422,
  QUOTE_EXPIRED: 422,
  QUOTE_ALREADY_ORDERED: 409,
  ORDER_NOT_EDITABLE: 422,
  OPEN_ORDERS: 422,
  CAPACITY_EXCEEDED: 422,
  LEAD_ALREADY_CONVERTED: 409,
  ACTIVE_BOOKINGS: 422,
  ACTIVE_JOBS: 422,
  CONSENT_MISSING: 422,
  FIELD_IN_USE: 409,
  VERSION_CONFLICT: 409,
  DOCUMENT_EXISTS: 409,
  MERGE_CONFLICT: 409,
  PROFILE_LINK_FAILED: 422,
  MERGE_INVALID: 422,
  CONFLICT: 409,
  UNDO_CONFLICT: 409,
  UNDO_EXPIRED: 422,
  BAD_CREDENTIALS: 401,
  EMAIL_TAKEN: 409,
  WEAK_PASSWORD: 400,
  LINK_EXPIRED: 410,
  ALREADY_MEMBER: 409,
  LAST_ADMIN: 422,
  SUCCESSOR_REQUIRED: 422,
  BALANCE_TOO_LOW: 422,
  IDENTITY_DISABLED: 403,
  ORIGIN_NOT_ALLOWED: 403,
  WIDGET_DISABLED: 403,
  FORM_EXPIRED: 409,
  PAYLOAD_TOO_LARGE: 413,
  MODULE_OFF: 403,
  FLAG_OFF: 403,
  VALUE_CALC_ERROR: 422,
  IMPORT_UNREADABLE: 400,
  JOB_NOT_RUNNING: 422,
  LIMIT_EXCEEDED: 422,
  IDEMPOTENCY_KEY_REUSED: 422,
  METHOD_NOT_ALLOWED: 405,
  RATE_LIMITED: 429,
  CONFIGURATION_MISSING: 503,
};
