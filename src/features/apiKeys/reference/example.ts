// Examples out of the description: a value that fits a schema, and the request as a person types it. Pure.
import type { Endpoint, Schema } from "./endpoints";

/** What fields of these names say in an example. */
const usual: Record<string, unknown> = {
  name: "Ada Lovelace",
  fullName: "Ada Lovelace",
  firstName: "Ada",
  lastName: "Lovelace",
  email: "ada@example.com",
  phone: "+7 701 234 56 78",
  primaryPhone: "+7 701 234 56 78",
  phoneE164: "+77012345678",
  customerCode: "CUS-001",
  quoteNumber: "QUO-0001",
  currency: "USD",
  ownerName: "Rita Rep",
  city: "Almaty",
  country: "KZ",
  tags: ["vip"],
  subject: "Tour of the Altai",
  timeZone: "Asia/Almaty",
  status: "active",
  score: 72,
  leadScore: 72,
  totalAmount: 170_800,
  lifetimeValue: 170_800,
  limit: 25,
};
const shownId = "k57c8xw2v9m4";

export function exampleOf(schema: Schema, named: Record<string, Schema>, name = ""): unknown {
  const { $ref, anyOf, enum: words, properties } = schema;
  if ($ref !== undefined) return exampleOf(named[$ref.split("/").pop()!] ?? {}, named, name);
  if (schema.const !== undefined) return schema.const;
  if (anyOf !== undefined) return exampleOf(anyOf.find(({ type }) => type !== "null") ?? {}, named, name);
  if (words !== undefined) return words.includes(usual[name]) ? usual[name] : words[0];
  if (properties !== undefined) {
    return Object.fromEntries(
      Object.entries(properties).map(([key, part]) => [key, exampleOf(part, named, key)]),
    );
  }
  const [type] = typesOf(schema).filter((one) => one !== "null");
  if (name in usual && typeof usual[name] === (type === "integer" ? "number" : type)) return usual[name];
  switch (type) {
    case "array":
      return usual[name] ?? [exampleOf(schema.items ?? {}, named)];
    case "object":
      return {};
    case "boolean":
      return name !== "hasMore";
    case "integer":
    case "number":
      return 1;
    case "string":
      if (schema.format === "date-time") return "2026-03-31T09:00:00.000Z";
      if (schema.format === "date") return "2026-03-31";
      return /(^id|Id|By|To)$/.test(name) || schema.description?.startsWith("Id ") ? shownId : "…";
    default:
      return null;
  }
}

function typesOf({ type }: Schema): readonly string[] {
  return typeof type === "string" ? [type] : (type ?? []);
}

/** Parts of a path as an example has them: a customer by its code, anything else by a word to replace. */
function exampleAddress({ path, parameters }: Endpoint, base: string): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, part: string) =>
    part === "customer" ? "CUS-001" : `${part.toUpperCase()}_ID`,
  );
  const asked = parameters.filter((one) => one.in === "query" && one.required);
  const query = asked.map(({ name }) => `${name}=${name === "fileName" ? "contract.pdf" : "…"}`).join("&");
  return `${base}${filled}${query === "" ? "" : `?${query}`}`;
}

const keyWord = "$ORBIT_KEY";

/** The request for a shell: the key stands in ORBIT_KEY. */
export function curlOf(endpoint: Endpoint, base: string): string {
  const { method, requestBody } = endpoint;
  const lines = [
    `curl ${method === "GET" ? "" : `-X ${method} `}'${exampleAddress(endpoint, base)}'`,
    `-H "Authorization: Bearer ${keyWord}"`,
  ];
  const json = requestBody?.content["application/json"];
  if (json !== undefined) {
    const body = JSON.stringify(json.example ?? {}, null, 2).replaceAll("'", String.raw`'\''`);
    lines.push(`-H 'Content-Type: application/json'`, `-d '${body}'`);
  } else if (requestBody !== undefined) {
    lines.push(`-H 'Content-Type: application/octet-stream'`, `--data-binary @contract.pdf`);
  }
  return lines.join(" \\\n  ");
}

/** What is answered when all went well: its status and an example. */
export function answerOf(
  { responses }: Endpoint,
  named: Record<string, Schema>,
): { status: string; body: string } {
  const [status, response] = Object.entries(responses).find(([code]) => code !== "default")!;
  const schema = response.content["application/json"]?.schema ?? {};
  return { status, body: JSON.stringify(exampleOf(schema, named), null, 2) };
}

/** A schema in a few words: "string, date", "one of new, won". */
export function kindOf(schema: Schema, named: Record<string, Schema>, oneOf: string): string {
  const { $ref, anyOf, enum: words } = schema;
  if ($ref !== undefined) return kindOf(named[$ref.split("/").pop()!] ?? {}, named, oneOf);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (words !== undefined) return `${oneOf} ${words.map(String).join(", ")}`;
  if (anyOf !== undefined) {
    return [...new Set(anyOf.map((one) => kindOf(one, named, oneOf)))].join(" | ");
  }
  const types = typesOf(schema).map((type) =>
    type === "array"
      ? `${kindOf(schema.items ?? {}, named, oneOf)}[]`
      : [type, type === "string" ? schema.format : undefined].filter(Boolean).join(", "),
  );
  return types.length === 0 ? "any" : types.join(" | ");
}
