/** Consents nobody gave are not given: by default, and as an older system had them. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import { importFile } from "../imports/file.testkit";
import { newBackend, newOrganization } from "../world.testkit";

beforeEach(() => vi.useFakeTimers({ now: Date.UTC(2026, 5, 1, 9) }));
afterEach(() => void vi.useRealTimers());

test("CNS-01 CNS-02: a new customer has given neither, and an imported one exactly what sms_pdpa and email_pdpa say", async () => {
  const backend = newBackend();
  const { as, orgId } = await newOrganization(backend, "ours");
  const made = await as.sales.mutation(api.customers.create, {
    orgId,
    input: { name: "Anna Karlsson", email: "anna@x.test" },
  });
  expect(await as.sales.query(api.customers.get, { orgId, customer: made.customerId })).toMatchObject({
    smsConsent: false,
    emailConsent: false,
  });

  const said: [sms: string, email: string, smsConsent: boolean, emailConsent: boolean][] = [
    ["TRUE", "FALSE", true, false],
    ["false", "true", false, true],
    ["1", "0", true, false],
    ["", "", false, false],
    ["yes", "yes", true, true],
    ["N", "Y", false, true],
  ];
  const headings = ["id", "customer_name", "email", "sms_pdpa", "email_pdpa"];
  const rows = said.map(([sms, email], index) => [
    `L${index}`,
    `Person Number ${"ABCDEF"[index]}`,
    `p${index}@legacy.test`,
    sms,
    email,
  ]);
  await importFile({ as, orgId }, { headings, rows });
  await backend.finishAllScheduledFunctions(vi.runAllTimers);
  for (const [index, [, , smsConsent, emailConsent]] of said.entries()) {
    const customer = await as.admin.query(api.customers.get, { orgId, customer: `L${index}` });
    expect(customer, `row ${index + 1}`).toMatchObject({ smsConsent, emailConsent });
  }
});
