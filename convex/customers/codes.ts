/** Customer codes: CUS-001, CUS-002 … CUS-1000; unique, never edited, never reused (CUS-03..05, C08). */
import type { TenantMutationCtx } from "../functions";
import { passNumber, takeNumbers } from "../numbering/next";
import { fail } from "../shared/errors";
import { clean } from "../shared/text";

export interface CustomerCode {
  customerCode: string;
  /** Numeric part, by which codes sort; 0 for a foreign code without digits. */
  codeNumber: number;
  /** The customer's place in the facets (tallies/facets.ts), unique in the organization. */
  slot: number;
}

const counterKey = "customerCode";
const longestCode = 20;

/** The number padded to three digits and growing past them: 7 -> "CUS-007", 1000 -> "CUS-1000". */
export function formatCode(prefix: string, number: number): CustomerCode {
  return { customerCode: prefix + String(number).padStart(3, "0"), codeNumber: number, slot: number };
}

/** A run of codes taken from the counter at once, for work that creates many customers in one transaction. */
export interface CodeBlock {
  take(): Promise<CustomerCode>;
}

/** Reserves `count` codes with one write of the counter. Codes that are not taken leave a gap, never a repetition. */
export async function reserveCodes(ctx: TenantMutationCtx, count: number): Promise<CodeBlock> {
  const { codePrefix } = await ctx.settings();
  let next = await takeNumbers(ctx, counterKey, count);
  let end = next + count;
  const blockEnd = end;
  // Behind a prefix that ends in a digit, a code's number is not what it ends in.
  const isFree = !/\d$/.test(codePrefix) && (await isFreeBlock(ctx, next, count));
  return {
    async take() {
      for (;;) {
        if (next === end) {
          next = await takeNumbers(ctx, counterKey);
          end = next + 1;
        }
        const code = formatCode(codePrefix, next++);
        const isKnownFree = isFree && code.codeNumber < blockEnd && !keepers.has(ctx);
        if (isKnownFree || !(await isTaken(ctx, code.customerCode))) return code;
      }
    },
  };
}

/** Transactions that have kept a brought code, which may lie in a block reserved before. */
const keepers = new WeakSet<TenantMutationCtx>();

/** Keeps a code that came with the record and moves the counter past it (CUS-04). Refuses one that is taken. */
export async function keepCode(ctx: TenantMutationCtx, given: string): Promise<CustomerCode> {
  const customerCode = clean(given);
  if (customerCode === "" || customerCode.length > longestCode || /\p{Surrogate}/u.test(customerCode)) {
    refuse("tooLong", `Use a code of 1 to ${longestCode} characters.`);
  }
  if (await isTaken(ctx, customerCode))
    refuse("taken", `The code ${customerCode} belongs to another customer.`);
  keepers.add(ctx);
  const { codePrefix } = await ctx.settings();
  const codeNumber = Number(/(\d{1,9})$/.exec(customerCode)?.[1] ?? 0);
  const isOurs =
    customerCode.startsWith(codePrefix) && /^\d{1,9}$/.test(customerCode.slice(codePrefix.length));
  if (isOurs) await passNumber(ctx, counterKey, codeNumber);
  return { customerCode, codeNumber, slot: await takeSlots(ctx, 1) };
}

/** Numbers of the codes' own counter are slots below this. */
const firstFreeSlot = 2 ** 24;

/** Slots for customers whose code did not come from the counter: a code that was brought may share its number with another. */
export async function takeSlots(ctx: TenantMutationCtx, count: number): Promise<number> {
  return firstFreeSlot + (await takeNumbers(ctx, "customerSlot", count));
}

function refuse(rule: string, message: string): never {
  fail({ code: "VALIDATION_ERROR", issues: [{ path: "customerCode", rule, message }] });
}

async function isTaken(ctx: TenantMutationCtx, customerCode: string): Promise<boolean> {
  const found = await ctx.db
    .query("customers")
    .withIndex("by_code", (q) => q.eq("customerCode", customerCode))
    .first();
  return found !== null;
}

/** One look for many codes; false says that each must be looked for. Whatever its prefix, a code ends in its number. */
async function isFreeBlock(ctx: TenantMutationCtx, first: number, count: number): Promise<boolean> {
  const found = await ctx.db
    .query("customers")
    .withIndex("by_codeNumber", (q) => q.gte("codeNumber", first).lt("codeNumber", first + count))
    .first();
  return found === null;
}
