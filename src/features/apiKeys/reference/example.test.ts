/** Examples of the reference are made from the description itself and fit it. */
import { expect, test } from "vitest";
import * as z from "zod";
import { openApi } from "../../../../convex/rest/openApi";
import { endpointsOf, type Description } from "./endpoints";
import { answerOf, curlOf, kindOf } from "./example";

const description = openApi("https://crm.example") as unknown as Description;
const { schemas } = description.components;

test("every endpoint has a request to copy, with the organization's own address, and an answer that fits", () => {
  const endpoints = endpointsOf(description);
  expect(endpoints.length).toBeGreaterThan(70);
  for (const endpoint of endpoints) {
    const curl = curlOf(endpoint, "https://crm.example/api");
    expect(curl).toMatch(/^curl (-X [A-Z]+ )?'https:\/\/crm\.example\/api\/[^'{}]+'/);
    expect(curl).toContain("Bearer $ORBIT_KEY");
    const { status, body } = answerOf(endpoint, schemas);
    expect(["200", "201"]).toContain(status);
    expect(typeof JSON.parse(body)).toBe("object");
    expect(body, endpoint.operationId).not.toContain("undefined");
  }
  const ids = endpoints.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

test("a body stands in single quotes whatever it says", () => {
  const [endpoint] = endpointsOf(description);
  const quoted = {
    ...endpoint!,
    requestBody: { required: true, content: { "application/json": { schema: {}, example: { a: "it's" } } } },
  };
  expect(curlOf(quoted, "https://x/api")).toContain(String.raw`"it'\''s"`);
});

test("kinds are told in a few words", () => {
  const kind = (shape: z.ZodType) => kindOf(z.toJSONSchema(shape) as never, {}, "one of");
  expect(kind(z.string().nullable())).toBe("string | null");
  expect(kind(z.array(z.enum(["a", "b"])))).toBe("one of a, b[]");
  expect(kind(z.iso.date())).toBe("string, date");
});
