import { expect, test } from "vitest";
import { api } from "../_generated/api";
import { newBackend, newOrganization } from "../world.testkit";
import { knownLimit } from "./limits";

test("IMX-14: a question after keys that nobody has is answered at once, one after many customers as far as a call may read, and the rest when it is asked again", async () => {
  const backend = newBackend();
  const { as, orgId } = await newOrganization(backend, "acme");
  const people = Array.from({ length: 70 }, (_, n) => `p${String(n).padStart(3, "0")}@x.test`);
  for (const email of people)
    await as.admin.mutation(api.customers.create, { orgId, input: { name: `Person ${email}`, email } });
  const ask = (keys: string[]) => as.admin.query(api.imports.known, { orgId, keys });

  const strangers = Array.from({ length: knownLimit }, (_, n) => `email:q${n}@x.test`).sort();
  expect(await ask(strangers)).toEqual({ keys: [], customers: [], answered: knownLimit });

  const keys = people.map((email) => `email:${email}`);
  const first = await ask(keys);
  expect(first.answered).toBeGreaterThan(0);
  expect(first.answered).toBeLessThan(keys.length);
  const found: string[] = [];
  for (let at = 0; at < keys.length;) {
    const answer = await ask(keys.slice(at));
    found.push(...answer.keys.map(({ key }) => key));
    at += answer.answered;
  }
  expect(found.sort()).toEqual(keys);
  await expect(ask([...strangers, "email:one@x.test"])).rejects.toThrow("LIMIT_EXCEEDED");
});
