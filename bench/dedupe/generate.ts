/**
 * A file of people as an old system would export it, with the truth of who is
 * who. Everybody is made up. Families share a phone or an e-mail, namesakes
 * share a name, placeholders fill empty fields; duplicates come about as they
 * do in a shop: retyped, transliterated, with another phone or a "+tag".
 */
export interface GeneratedFile {
  csv: string;
  clusters: string[][];
}

interface Person {
  name: string;
  phone: string;
  email: string;
}
type Random = () => number;

/** Deterministic numbers in [0, 1) from a seed (mulberry32). */
function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const pools = [
  {
    given: [
      "Harriet",
      "Owen",
      "Priya",
      "Gareth",
      "Beatriz",
      "Tobias",
      "Ingrid",
      "Malik",
      "Fiona",
      "Desmond",
      "Anneke",
      "Rafael",
      "Judith",
      "Colin",
      "Zadie",
      "Bill",
      "Margaret",
      "Andrew",
    ],
    family: [
      "Whitfield",
      "Okafor",
      "Lindqvist",
      "Moreau",
      "Castellano",
      "Hargreaves",
      "Novak",
      "O'Leary",
      "Van Dyke",
      "Pemberton",
      "Strand",
      "Achebe",
      "Fairbanks",
      "Delacroix",
    ],
  },
  {
    given: [
      "Тимур",
      "Гульнара",
      "Валентина",
      "Аркадий",
      "Жанна",
      "Руслан",
      "Лариса",
      "Бауыржан",
      "Ксения",
      "Михаил",
      "Айгуль",
      "Станислав",
      "Людмила",
      "Вячеслав",
    ],
    family: [
      "Бекетов",
      "Шевченко",
      "Щербаков",
      "Ергалиев",
      "Калиниченко",
      "Цой",
      "Юсупов",
      "Хачатрян",
      "Жаворонков",
      "Мухамедов",
      "Яковенко",
      "Чернышёв",
    ],
  },
  {
    given: ["ปกรณ์", "สุดารัตน์", "กิตติพงษ์", "วรรณา", "อนุชา", "มาลี", "ประเสริฐ"],
    family: ["จันทร์เพ็ญ", "รุ่งเรือง", "สมบูรณ์", "ทรัพย์มาก", "ใจดี"],
  },
];
const latinOf: Record<string, string> = {
  а: "a",
  б: "b",
  в: "v",
  г: "g",
  д: "d",
  е: "e",
  ё: "e",
  ж: "zh",
  з: "z",
  и: "i",
  й: "y",
  к: "k",
  л: "l",
  м: "m",
  н: "n",
  о: "o",
  п: "p",
  р: "r",
  с: "s",
  т: "t",
  у: "u",
  ф: "f",
  х: "kh",
  ц: "ts",
  ч: "ch",
  ш: "sh",
  щ: "shch",
  ъ: "",
  ы: "y",
  ь: "",
  э: "e",
  ю: "yu",
  я: "ya",
};
const hosts = ["gmail.com", "outlook.com", "mail.ru", "yahoo.com", "yandex.kz", "harbour.example"];
const noPhones = ["000", "-", "n/a", "12345", "0000000000"];
const noEmails = ["none@", "n/a", "foo@bar", "noemail@none.com", "test@test.com"];

export function generateFile(seed: number, size = 2000): GeneratedFile {
  const random = randomFrom(seed);
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
  const digits = (count: number) => Array.from({ length: count }, () => Math.floor(random() * 10)).join("");
  const rows: string[][] = [];
  const clusters = new Map<number, string[]>();
  let serial = 500_000;
  const write = (who: number, { name, phone, email }: Person) => {
    const id = String((serial += 1 + Math.floor(random() * 3)));
    const known = clusters.get(who);
    if (known === undefined) clusters.set(who, [id]);
    else known.push(id);
    rows.push([id, name, phone, email]);
  };
  const newPerson = (number: number): Person => {
    const pool = pick(pools);
    const name = `${pick(pool.given)} ${pick(pool.family)}`;
    const local =
      toLatin(name)
        .replace(/[^a-z]+/g, ".")
        .replace(/^\.|\.$/g, "") || "guest";
    return {
      name,
      phone: random() < 0.8 ? newPhone() : "",
      email: random() < 0.7 ? `${local}${digits(2)}.${number}@${pick(hosts)}` : "",
    };
  };
  const newPhone = () =>
    pick([
      `+77${digits(9)}`,
      `+66${pick(["6", "8", "9"])}${digits(8)}`,
      `+1415${pick(["3", "5", "7"])}${digits(6)}`,
    ]);
  const written = (phone: string) => (phone === "" ? pick([...noPhones, "", "", ""]) : spell(phone, random));
  const shown = (email: string) => (email === "" ? pick([...noEmails, "", "", "", ""]) : email);
  const put = (who: number, person: Person) =>
    write(who, { ...person, phone: written(person.phone), email: shown(person.email) });

  for (let number = 0; rows.length < size; number++) {
    const person = newPerson(number);
    put(number, person);
    const chance = random();
    if (chance < 0.08) {
      for (let copies = random() < 0.15 ? 2 : 1; copies > 0; copies--) {
        const again = retype(person, random, newPhone);
        if (again !== null) put(number, again);
      }
    } else if (chance < 0.12) {
      // The family: another person with the same family name behind the same phone or e-mail.
      const [, family = ""] = person.name.split(/ (.*)/);
      const pool = pools.find((one) => one.family.some((name) => name === family)) ?? pools[0]!;
      const given = pick(pool.given.filter((name) => !person.name.startsWith(name)));
      number += 1;
      const shares = pick(["phone", "email", "both"] as const);
      put(number, {
        name: `${given} ${family}`,
        phone: shares === "email" ? newPhone() : person.phone,
        email: shares === "phone" ? "" : person.email,
      });
    }
  }
  return {
    csv: toCsv([["id", "customer_name", "contact_number", "email"], ...shuffled(rows, random)]),
    clusters: [...clusters.values()].filter((ids) => ids.length > 1),
  };
}

/** The same person entered again; null where nothing would be left to know them by. */
function retype(person: Person, random: Random, newPhone: () => string): Person | null {
  const { name, phone, email } = person;
  const byPhone: (() => Person)[] = [
    () => ({ name: mistype(name, random), phone, email: "" }),
    () => ({ name: toLatin(name) === "" ? name : titled(toLatin(name)), phone, email: "" }),
    () => ({ name, phone, email: "" }),
    () => ({ name: `${initialLess(name)}`, phone, email: "" }),
  ];
  const byEmail: (() => Person)[] = [
    () => ({ name: name.split(" ").reverse().join(" "), phone: "", email }),
    () => ({ name, phone: newPhone(), email }),
    () => ({ name, phone: "", email: email.toUpperCase() }),
    () => ({ name, phone: "", email: email.replace("@", "+trip@") }),
    () => ({ name: mistype(name, random), phone: "", email }),
    () => ({ name, phone: "", email: email.endsWith("@gmail.com") ? email.replace(".", "") : ` ${email} ` }),
  ];
  const ways = [...(phone === "" ? [] : byPhone), ...(email === "" ? [] : byEmail)];
  return ways.length === 0 ? null : ways[Math.floor(random() * ways.length)]!();
}

/** A letter doubled, dropped or swapped with its neighbour, or the space forgotten. */
function mistype(name: string, random: Random): string {
  const at = 1 + Math.floor(random() * (name.length - 3));
  const ways = [
    name.slice(0, at) + name[at]! + name.slice(at),
    name.slice(0, at) + name[at + 1]! + name[at]! + name.slice(at + 2),
    name.slice(0, at) + name.slice(at + 1),
    name.replace(" ", random() < 0.5 ? "" : "  "),
  ];
  return ways[Math.floor(random() * ways.length)]!;
}

function initialLess(name: string): string {
  const [given = "", ...rest] = name.split(" ");
  return `${given} K. ${rest.join(" ")}`;
}

function spell(phone: string, random: Random): string {
  const national = phone.startsWith("+66")
    ? `0${phone.slice(3)}`
    : phone.startsWith("+7")
      ? `8${phone.slice(2)}`
      : phone.slice(2);
  const spaced = phone.replace(/^(\+\d{1,2})(\d{3})(\d{3})(\d+)$/, "$1 ($2) $3-$4");
  const ways = [
    phone,
    national,
    `00${phone.slice(1)}`,
    spaced,
    ` ${phone} `,
    phone.replace(/(\d{3})(?=\d{3})/g, "$1 "),
  ];
  return ways[Math.floor(random() * ways.length)]!;
}

function toLatin(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\u0400-\u04FF]/g, (letter) => latinOf[letter] ?? "")
    .replace(/[^a-z' ]/g, "")
    .trim();
}

function titled(text: string): string {
  return text.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  const copy = [...list];
  for (let at = copy.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [copy[at], copy[other]] = [copy[other]!, copy[at]!];
  }
  return copy;
}

function toCsv(rows: readonly string[][]): string {
  return rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")).join("\r\n");
}
