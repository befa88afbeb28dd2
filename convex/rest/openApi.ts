/** The API described by the OpenAPI 3.1 standard, made from the routes and their own shapes. Pure but for the routes. */
import * as z from "zod";
import { routes } from "./registry";
import { moment, paginationAnswer } from "./answer";
import { scopesOf, type Route } from "./route";

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

export function openApi(server: string): object {
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
            schema: { type: "string", maxLength: 255 },
          },
        ]
      : [];
  const answer =
    route.list === undefined
      ? schemaOf(route.answer)
      : {
          type: "object",
          required: [route.list, "pagination"],
          properties: {
            [route.list]: { type: "array", items: schemaOf(route.answer) },
            pagination: { $ref: "#/components/schemas/Pagination" },
          },
        };
  return {
    operationId: operationId(route),
    tags: [route.group],
    summary: route.summary,
    description: `Needs ${scopesOf(route).join(" and ")}.`,
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
            content: { "application/json": { schema: schemaOf(route.body) } },
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
