/** A file of customers as an old register exports it; about one row in fifty repeats an earlier one. Everybody is made up. */
const headings =
  "id,customer_name,contact_number,email,address,date_of_birth,available_credit,available_point,stable_hash_id,source,date_joined,sms_pdpa,email_pdpa,created_at,update_time";
const given = [
  "Harriet",
  "Owen",
  "Priya",
  "Gareth",
  "Beatriz",
  "Tobias",
  "Ingrid",
  "Malik",
  "Fiona",
  "Aigerim",
];
const sources = ["Walk In", "Referral", "FB", "Website", "Billboard"];
const day = 86_400_000;
const start = Date.UTC(2016, 0, 1);

/** Rows that are made as one text: of a million the whole would be held twice. */
const piece = 10_000;

/** Of any length. */
export function registerFile(rows: number): Blob {
  const pieces: Blob[] = [new Blob([`\uFEFF${headings}\r\n`])];
  for (let from = 0; from < rows; from += piece)
    pieces.push(new Blob([linesOf(from, Math.min(from + piece, rows))]));
  return new Blob(pieces);
}

function linesOf(from: number, to: number): string {
  const lines: string[] = [];
  for (let n = from; n < to; n++) {
    const person = n % 50 === 49 ? n - 40 : n;
    const name = `${given[person % given.length]} ${word(person)}`;
    const joined = new Date(start + (n % 3_400) * day).toISOString();
    lines.push(
      [
        n + 1,
        name,
        `+7 701 ${String(person).padStart(7, "0")}`,
        person % 3 === 0 ? "" : `person.${person}@register.test`,
        `"${1 + (n % 200)} Long Street, Almaty"`,
        new Date(Date.UTC(1950 + (person % 55), person % 12, 1 + (person % 28))).toISOString().slice(0, 10),
        n % 4 === 0 ? "12.50" : "0",
        n % 500,
        `hash-${n + 1}`,
        sources[n % sources.length],
        joined.slice(0, 10),
        n % 2 === 0 ? "TRUE" : "FALSE",
        n % 3 === 0 ? "TRUE" : "FALSE",
        joined,
        joined,
      ].join(","),
    );
  }
  return `${lines.join("\r\n")}\r\n`;
}

/** A family name of letters, so that names differ as names do. */
function word(n: number): string {
  let text = "";
  for (let rest = n + 1; rest > 0; rest = Math.floor(rest / 20)) text += "abdefghiklmnoprstuvz"[rest % 20];
  return `Mac${text}`;
}
