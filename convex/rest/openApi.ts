/** The API described by the OpenAPI 3.1 standard, made from the routes and their own shapes. Pure but for the routes. */
import * as z from "zod";
import { routes } from "./registry";
import { moment, paginationAnswer } from "./answer";
import { wholeAnswer } from "./describe";
import { groups, scopesOf, type Route } from "./route";
import { russian } from "./russian";

const errorAnswer = z.object({
  error: z.string().describe("The status in words."),
  message: z.string().describe("A sentence that says what to do."),
  code: z.string(),
  details: z
    .unknown()
    .optional()
    .describe("Fields and rules of a refused value, or the facts of the refusal."),
  timestamp: moment,
});

interface Schema {
  properties?: Record<string, object>;
  required?: string[];
}

/** What a caller sends, or gets; what a shape makes of it does not show. */
function schemaOf(shape: z.ZodType): Schema {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { io: "input", unrepresentable: "any" });
  return schema as Schema;
}

/** `language` "ru" tells every sentence in Russian. */
export function openApi(server: string, language: "en" | "ru" = "en"): object {
  const description = english(server);
  return language === "ru" ? (inRussian(description) as object) : description;
}

/** Keys under which a description tells sentences; names of sections stand in `tags` as texts too. */
const told = new Set(["description", "summary"]);

function inRussian(value: unknown, key = "", isData = false): unknown {
  if (typeof value === "string") {
    const isSentence = told.has(key) || key === "tags" || key === "tag";
    return isSentence && !isData ? (russian[value] ?? value) : value;
  }
  if (Array.isArray(value)) return value.map((one) => inRussian(one, key, isData));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => {
      // Below `properties` keys are names of fields, `description` among them.
      if (key === "properties") return [name, inRussian(part, "field", isData)];
      const own = key === "tagList" && name === "name" ? "tag" : name;
      return [
        name,
        inRussian(part, own === "tags" && key === "" ? "tagList" : own, isData || name === "example"),
      ];
    }),
  );
}

function english(server: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const at = (paths[route.path] ??= {});
    at[route.method.toLowerCase()] = operation(route);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Orbit",
      version: "1",
      description:
        "Amounts are whole numbers of the currency's minor unit, moments ISO 8601, days YYYY-MM-DD. " +
        "Under /api/crm the same resources answer in the older dialect.",
    },
    servers: [{ url: `${server}/api` }],
    security: [{ key: [] }],
    tags: groups.map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "An API key (Settings, API)." },
      },
      schemas: { Error: schemaOf(errorAnswer), Pagination: schemaOf(paginationAnswer) },
    },
  };
}

function operation(route: Route): object {
  const query = route.query === undefined ? {} : schemaOf(route.query);
  const required = new Set(query.required);
  const inQuery = Object.entries(query.properties ?? {}).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.has(name),
    ...("description" in schema ? { description: schema.description as string } : {}),
    schema,
  }));
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const repeat =
    route.kind === "write" && route.method === "POST"
      ? [
          {
            name: "Idempotency-Key",
            in: "header",
            required: false,
            description:
              "Send it again with a repeated request: it is carried out once and answered the same for a day.",
            schema: { type: "string", maxLength: 255 },
          },
        ]
      : [];
  const lists = route.list === undefined ? [] : [route.list, ...Object.keys(route.parts ?? {})];
  const answer =
    route.list === undefined || route.isBare === true
      ? schemaOf(wholeAnswer(route))
      : {
          type: "object",
          required: [...lists, "pagination"],
          properties: {
            ...Object.fromEntries(
              lists.map((key) => [key, { type: "array", items: schemaOf(route.answer) }]),
            ),
            pagination: { $ref: "#/components/schemas/Pagination" },
            ...(route.kind === "read" && route.beside !== undefined
              ? schemaOf(route.beside.answer).properties
              : {}),
          },
        };
  return {
    operationId: operationId(route),
    tags: [route.group],
    summary: route.summary,
    "x-scopes": scopesOf(route),
    parameters: [...inPath, ...inQuery, ...repeat],
    ...(route.takesFile === true
      ? {
          requestBody: {
            required: true,
            content: { "application/octet-stream": { schema: { type: "string", format: "binary" } } },
          },
        }
      : {}),
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: !route.isBodyOptional,
            content: {
              "application/json": {
                schema: schemaOf(route.body),
                ...(route.example === undefined ? {} : { example: route.example }),
              },
            },
          },
        }),
    responses: {
      [String(route.status ?? 200)]: {
        description: "Done",
        content: { "application/json": { schema: answer } },
      },
      default: {
        description: "Refused",
        content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
      },
    },
  };
}

/** "GET /customers/{customer}/notes" -> "getCustomersCustomerNotes". */
function operationId({ method, path }: Route): string {
  const words = path.split(/[^A-Za-z]+/).filter((part) => part !== "");
  return method.toLowerCase() + words.map((part) => part[0]!.toUpperCase() + part.slice(1)).join("");
}
