import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api, internal } from "../_generated/api";
import { newCustomer, newWorld, refusal, type World } from "../engagement.testkit";
import type { Role } from "../tenancy/permissions";

beforeEach(() => {
  vi.stubEnv("ORBIT_URL", "https://orbit.test");
  vi.stubEnv("ORBIT_SECRET", "0123456789abcdef0123456789abcdef");
});
afterEach(() => void vi.unstubAllEnvs());

function speaking({ backend, org, customerId }: World) {
  const { orgId, as } = org;
  return {
    orgId,
    as,
    agree: async (...purposes: ("marketing" | "email")[]) => {
      for (const purpose of purposes)
        await as.admin.mutation(api.consents.set, { orgId, customerId, purpose, granted: true });
    },
    send: (role: Role = "admin") =>
      as[role].mutation(api.consents.sendOffer, {
        orgId,
        customerId,
        subject: "Altai in June",
        message: "Ten days.\n\nFrom $900.",
      }),
    mails: () => backend.run((ctx) => ctx.db.query("outbox").collect()),
    granted: async () => (await as.admin.query(api.consents.state, { orgId, customerId })).granted,
    visitor: backend.withRequestMetadata({ ip: "203.0.113.7" }),
  };
}

const tokenOf = (link: string | undefined) => link!.replace("https://orbit.test/u/", "");

test("marketing mail needs both consents, its sender's role and words; a mail that was asked for needs none", async () => {
  const world = await newWorld();
  const { agree, send, mails, as, orgId } = speaking(world);
  expect(await refusal(send())).toBe("CONSENT_MISSING");
  await agree("marketing");
  expect(await refusal(send())).toBe("CONSENT_MISSING");
  await agree("email");
  for (const role of ["sales", "support", "brand"] as const)
    expect(await refusal(send(role)), role).toBe("FORBIDDEN");
  await send("manager");
  const [mail] = await mails();
  expect(mail).toMatchObject({ kind: "marketing", subject: "Altai in June", status: "held" });
  expect(mail!.html).toContain("Unsubscribe");
  expect(mail!.text).toContain(mail!.link);
  const empty = { orgId, customerId: world.customerId, subject: " ", message: "x" };
  expect(await refusal(as.admin.mutation(api.consents.sendOffer, empty))).toBe("VALIDATION_ERROR");
  const theirs = { ...empty, customerId: await newCustomer(world.other), subject: "x" };
  expect(await refusal(as.admin.mutation(api.consents.sendOffer, theirs))).toBe("NOT_FOUND");
});

test("CNS-13: the link takes marketing consent back with its proof, and neither the next mail nor one that waits goes out", async () => {
  const world = await newWorld();
  const { agree, send, mails, granted, visitor, as, orgId } = speaking(world);
  const { customerId, backend } = world;
  await agree("marketing", "email");
  await send();
  const [waiting] = await mails();
  const token = tokenOf(waiting!.link);
  expect(await backend.query(api.portal.consents, { token })).toEqual({
    organization: (await backend.run((ctx) => ctx.db.get("organizations", orgId)))!.name,
    language: "en",
    granted: { marketing: true, email: true, sms: false },
  });
  await visitor.action(api.portal.settleConsent, { token, purpose: "marketing", granted: false });
  expect(await granted()).toMatchObject({ marketing: false, email: true });
  const { latest } = await as.admin.query(api.consents.state, { orgId, customerId });
  expect(latest.marketing).toMatchObject({ granted: false, source: "customer", wordingVersion: 1 });
  expect(latest.marketing?.wording).toContain("offers and news");
  expect(await refusal(send())).toBe("CONSENT_MISSING");
  // The mail that was enqueued before is asked again when its try begins.
  await backend.run((ctx) => ctx.db.patch("outbox", waiting!._id, { status: "queued", nextAttemptAt: 0 }));
  expect(await backend.mutation(internal.outbox.claim, { orgId, mailId: waiting!._id })).toBeNull();
  expect((await mails())[0]).toMatchObject({ status: "failed", lastError: "noMarketingConsent" });
  // Whoever changes their mind subscribes again by the same link.
  await visitor.action(api.portal.settleConsent, {
    token,
    purpose: "marketing",
    granted: true,
    language: "ru",
  });
  expect(await granted()).toMatchObject({ marketing: true });
  // The words kept are those that were read.
  const settled = await as.admin.query(api.consents.state, { orgId, customerId });
  expect(settled.latest.marketing?.wording).toContain("предложения и новости");
});

test("a forged or foreign token opens nothing; a merged record's link is its survivor's; a deleted person's is none", async () => {
  const world = await newWorld();
  const { agree, send, mails, visitor, as, orgId } = speaking(world);
  const { customerId, backend } = world;
  await agree("marketing", "email");
  await send();
  const token = tokenOf((await mails())[0]!.link);
  for (const forged of ["", "x", `${token}x`, token.replace(/^./, "A"), "a.b.c"]) {
    expect(await backend.query(api.portal.consents, { token: forged })).toBeNull();
    const settled = visitor.action(api.portal.settleConsent, {
      token: forged,
      purpose: "sms",
      granted: true,
    });
    expect(await refusal(settled)).toBe("NOT_FOUND");
  }
  const survivor = await newCustomer(world.org);
  await as.manager.mutation(api.customers.merge, {
    orgId,
    primaryCustomerId: survivor,
    secondaryCustomerIds: [customerId],
    mergeReason: "Same person",
  });
  await visitor.action(api.portal.settleConsent, { token, purpose: "sms", granted: true });
  const state = await as.admin.query(api.consents.state, { orgId, customerId: survivor });
  expect(state.granted).toEqual({ marketing: false, email: false, sms: true });
  await as.admin.mutation(api.customers.remove, { orgId, customerId: survivor });
  expect(await backend.query(api.portal.consents, { token })).toBeNull();
});
