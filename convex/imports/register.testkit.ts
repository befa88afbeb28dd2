/** A made-up register of an old point-of-sale system, with the dirt that such files have; the same for the same size. */

export const registerHeadings =
  "id,customer_name,contact_number,email,address,date_of_birth,available_credit,available_point,stable_hash_id,source,date_joined,sms_pdpa,email_pdpa,created_at,update_time".split(
    ",",
  );
const at = Object.fromEntries(registerHeadings.map((heading, column) => [heading, column]));

const given = ["Olga", "Peter", "Мария", "Wendy", "Алексей", "Zoe", "Айгуль", "José", "Renée", "Li"];
const family = [
  "Smith",
  "Иванова",
  "Garcia-Lopez",
  "O'Brien",
  "Müller",
  "Касымов",
  "Tan",
  "Nguyễn",
  "Дьяченко",
];
const sources = ["Walk In", "FB", "Billboard", "", "Website Booking", "Phone Call", "friend"];
const yesAndNo = ["TRUE", "", "no", "1", "да", "false"];
const dirt: ((cells: string[]) => void)[] = [
  (cells) => cells.fill("", at["customer_name"], at["customer_name"]! + 1),
  (cells) => cells.fill("", at["contact_number"], at["email"]! + 1),
  (cells) => (cells[at["email"]!] = "foo@bar"),
  (cells) => (cells[at["contact_number"]!] = "        "),
  (cells) => (cells[at["contact_number"]!] = "12"),
  (cells) => (cells[at["date_of_birth"]!] = "31.02.1980"),
  (cells) => (cells[at["date_of_birth"]!] = "2031-01-01"),
  (cells) => (cells[at["customer_name"]!] = "L".repeat(300)),
  (cells) => (cells[at["customer_name"]!] = '=HYPERLINK("http://bad.example")'),
  (cells) => (cells[at["customer_name"]!] = "<b>Bold</b>"),
  (cells) => (cells[at["available_credit"]!] = "-5"),
  (cells) => (cells[at["available_credit"]!] = "1 234,50"),
  (cells) => (cells[at["stable_hash_id"]!] = "hash-0"),
  (cells) => (cells[at["customer_name"]!] = "NULL"),
  (cells) => (cells[at["created_at"]!] = "yesterday"),
];

/**
 * Every seventeenth row repeats an earlier person in another spelling, every
 * twenty-first is spoilt; neither order of ids nor of days is that of the file.
 */
export function register(size: number): string[][] {
  const rows: string[][] = [];
  for (let n = 0; n < size; n++) {
    const phone = `701${String(2_000_000 + n)}`;
    const name = `${given[n % given.length]} ${family[(n * 7) % family.length]} ${n}`;
    const day = new Date(Date.UTC(2016, 0, 1 + ((n * 611) % 3300))).toISOString().slice(0, 10);
    const [year, month, date] = day.split("-");
    const row = [
      String(100_000 + ((n * 977) % size)),
      n % 9 === 0 ? ` ${name.toUpperCase()}  ` : name,
      [`+7${phone}`, `8 (${phone.slice(0, 3)}) ${phone.slice(3, 6)}-${phone.slice(6)}`, `007${phone}`, ""][
        n % 4
      ]!,
      n % 4 === 3 || n % 3 === 0 ? `Person.${n}@Example.com` : "",
      n % 11 === 0 ? `${n} "The Mews",\nAlmaty` : "",
      n % 5 === 0 ? `${date}.${month}.19${60 + (n % 39)}` : "",
      n % 6 === 0 ? `${n}.50` : "0.00",
      String(n % 8 === 0 ? n : 0),
      `hash-${n}`,
      sources[n % sources.length]!,
      n % 2 === 0 ? `${date}/${month}/${year}` : day,
      yesAndNo[n % yesAndNo.length]!,
      yesAndNo[(n + 2) % yesAndNo.length]!,
      `${day}T${String(8 + (n % 12)).padStart(2, "0")}:04:00+07:00`,
      `${day} 20:00:00`,
    ];
    if (n % 17 === 16) {
      const known = rows[n - 9]!;
      for (const column of ["contact_number", "email"]) row[at[column]!] = known[at[column]!]!;
      row[at["customer_name"]!] = known[at["customer_name"]!]!.split(" ").reverse().join(" ");
    }
    if (n % 21 === 20) dirt[((n - 20) / 21) % dirt.length]!(row);
    rows.push(row);
  }
  return rows;
}

/** With a byte order mark and CRLF, as such systems write it. */
export function registerFile(size: number): string {
  const cell = (text: string) => (/[",\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [registerHeadings, ...register(size)].map((row) => row.map(cell).join(","));
  return `\uFEFF${lines.join("\r\n")}\r\n`;
}
