/** An invented customer for any number, always the same one: for work at scale. Pure. */

const givenNames =
  "Ann,Boris,Clara,David,Elena,Farid,Grace,Hiro,Ivan,Julia,Karim,Lena,Marco,Nadia,Oleg,Paula,Quentin,Rosa,Sergei,Tara,Umar,Vera,Wendy,Xenia,Yusuf,Zoe,Алия,Борис,Вера,Гульнара,Дмитрий,Ерлан,Жанна,Зарина,Игорь,Камила,Лариса,Мадина,Нурлан,Ольга,Павел,Руслан,Салтанат,Тимур".split(
    ",",
  );
const familyNames =
  "Abbott,Bauer,Castillo,Dubois,Eriksen,Fontaine,Gupta,Haas,Ivanov,Jensen,Kowalski,Lindgren,Moreau,Novak,Okafor,Petrov,Quist,Rossi,Schmidt,Tanaka,Usman,Varga,Weber,Xu,Yilmaz,Zhang,Ахметов,Беков,Васильев,Громов,Досанов,Ермеков,Жуков,Захаров,Исаев,Касымов,Лебедев,Морозов,Нурланов,Оспанов,Петренко,Рахимов,Сапаров,Турсунов".split(
    ",",
  );
const trades =
  "Logistics,Bakery,Clinic,Travel,Motors,Studio,Foods,Interiors,Robotics,Textiles,Books,Pharmacy".split(",");
const cities = "Almaty,Astana,Berlin,Bangkok,Dublin,Lyon,Madrid,Moscow,Osaka,Porto,Tashkent,Vienna".split(
  ",",
);
const tags = ["vip", "newsletter", "wholesale", "partner", "local"] as const;
const sources = [
  "Walk In",
  "Website Booking",
  "Phone Call",
  "Social Media",
  "Referral",
  "Corporate",
] as const;

export interface CrowdCustomer {
  name: string;
  type: "individual" | "business" | "enterprise";
  status: "prospect" | "lead" | "active" | "inactive" | "churned";
  customerSource: (typeof sources)[number];
  phone: string;
  email: string;
  city: string;
  tags: string[];
  /** Days before now. */
  createdDaysAgo: number;
  /** Absent for one nobody has spoken with. */
  contactedDaysAgo?: number;
  /** For picking an owner: 0 to 1; absent for one in twelve, who waits in the pool. */
  owner?: number;
}

/** The `index`-th customer of a crowd; `crowd` keeps two crowds of one organization apart. */
export function crowdCustomer(index: number, crowd: number): CrowdCustomer {
  const random = numbersFrom(index * 7919 + crowd * 104_729 + 1);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const family = pick(familyNames);
  const kind = random();
  const type = kind < 0.8 ? "individual" : kind < 0.95 ? "business" : "enterprise";
  const name =
    type === "individual" ? `${pick(givenNames)} ${family}` : `${family} ${pick(trades)} ${index % 997}`;
  const mood = random();
  const status =
    mood < 0.12
      ? "prospect"
      : mood < 0.24
        ? "lead"
        : mood < 0.84
          ? "active"
          : mood < 0.94
            ? "inactive"
            : "churned";
  // More of them lately, as in a business that grows.
  const createdDaysAgo = Math.floor((1 - Math.sqrt(random())) * 730);
  const isKnown = random() < 0.7;
  const number = String(crowd * 1_000_000 + index).padStart(9, "0");
  const owner = random();
  return {
    name,
    type,
    status,
    customerSource: pick(sources),
    phone: `+7 7${number.slice(0, 2)} ${number.slice(2, 5)} ${number.slice(5, 7)} ${number.slice(7)}`,
    email: `customer.${crowd}.${index}@example.com`,
    city: pick(cities),
    tags: random() < 0.25 ? [pick(tags)] : [],
    createdDaysAgo,
    ...(isKnown ? { contactedDaysAgo: Math.floor(random() * random() * Math.min(createdDaysAgo, 400)) } : {}),
    ...(owner < 1 / 12 ? {} : { owner: (owner * 12 - 1) / 11 }),
  };
}

/** Mulberry32: small, fast, and the same everywhere. */
function numbersFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
