/** The lead that a row of a file of leads tells of beside its customer. Pure. */
import type { CustomerDraft } from "../customers/shape";
import { isLeadStatus, type LeadStatus } from "../leads/stages";
import { fold } from "../shared/text";
import { folded } from "./choiceWords";
import type { ImportField, Row } from "./fields";

export interface RowLead {
  title?: string;
  message?: string;
  status?: LeadStatus;
  /** By which the same lead is recognised in a second file: "lead:…". */
  key: string;
}

const leadWords = folded({
  open: "new",
  новый: "new",
  новая: "new",
  "in progress": "contacted",
  "в работе": "contacted",
  связались: "contacted",
  квалифицирован: "qualified",
  proposal: "quoted",
  предложение: "quoted",
  "closed won": "won",
  выигран: "won",
  успешно: "won",
  "closed lost": "lost",
  проигран: "lost",
  отказ: "lost",
} as const);

/** The lead of a row; without an id of its own it is recognised by all that it says. */
export function leadOf(
  row: Row,
  draft: CustomerDraft,
  refuse: (field: ImportField, rule: string) => void,
): RowLead {
  // Who comes as a lead is one, unless the file or Orbit knows better.
  draft.status ??= "lead";
  const text = (field: "leadTitle" | "leadMessage", limit: number) => {
    const value = row.get(field);
    if (value === undefined || value.length <= limit) return value;
    refuse(field, "too_big");
    return undefined;
  };
  const title = text("leadTitle", 200);
  const message = text("leadMessage", 5000);
  const written = row.get("leadStatus");
  const word = fold(written ?? "");
  const status = isLeadStatus(word) ? word : leadWords.get(word);
  if (written !== undefined && status === undefined) refuse("leadStatus", "unknownWord");
  const id = row.get("leadId");
  const said = [draft.name, draft.email, draft.phone, title, message, row.get("createdAt")];
  return {
    ...(title === undefined ? {} : { title }),
    ...(message === undefined ? {} : { message }),
    ...(status === undefined ? {} : { status }),
    key:
      id === undefined
        ? `lead:~${digest(said.map((one) => fold(String(one ?? ""))).join("\n"))}`
        : `lead:${id}`,
  };
}

/** 53 bits of a text; two leads of one file are the same by chance once in many million files. */
function digest(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2_654_435_761);
    low = Math.imul(low ^ code, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return (4_294_967_296 * (2_097_151 & low) + (high >>> 0)).toString(36);
}
