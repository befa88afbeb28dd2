/** Mail that comes in: signed or refused, once, to whom it belongs; what belongs to nobody waits. */
import { describe, expect, test } from "vitest";
import { api } from "../_generated/api";
import { codeOf, newOrganization } from "../world.testkit";
import { plainText } from "./received";
import {
  answers,
  asked,
  backend,
  connect,
  hello,
  mail,
  messagesOf,
  newCustomer,
  org,
  page,
  rows,
  settle,
  whatsapp,
  withProviders,
} from "./exchange.testkit";

withProviders();

describe("mail that comes in", () => {
  test("COM-13: from a known address it is on the customer's page, with its text once that is fetched", async () => {
    const customerId = await newCustomer({ email: "alice@example.com" });
    expect((await mail('"Alice J" <Alice@Example.com>')).status).toBe(200);
    expect(await messagesOf(customerId)).toMatchObject([
      { direction: "inbound", subject: "Tour", body: null, deliveryStatus: "received", isUnread: true },
    ]);
    await settle();
    expect(await messagesOf(customerId)).toMatchObject([{ body: "When do we leave?", error: null }]);
    expect(asked[0]).toMatchObject({ authorization: "Bearer re_key" });
  });

  test("CON-13: from a contact's address it stands on the customer, with the contact", async () => {
    const customerId = await newCustomer({ name: "Acme GmbH", type: "business", email: "office@acme.test" });
    const contactId = await org.as.admin.mutation(api.contacts.create, {
      orgId: org.orgId,
      customerId,
      input: { firstName: "Bob", lastName: "Stone", email: "bob@acme.test", mobile: "+77015550002" },
    });
    await mail("bob@acme.test");
    expect(await messagesOf(customerId)).toMatchObject([{ contactId, contactName: "Bob Stone" }]);
    const { webhook } = await connect("whatsapp");
    await whatsapp(webhook, hello({ id: "wamid.2", from: "77015550002" }));
    expect(await messagesOf(customerId)).toMatchObject([
      { contactId, communicationType: "email" },
      { contactId, communicationType: "whatsapp" },
    ]);
    expect(await rows("customers")).toHaveLength(1);
  });

  test("COM-22: a wrong signature is 401 and no row; the same event twice is one row", async () => {
    const customerId = await newCustomer({ email: "alice@example.com" });
    expect((await mail("alice@example.com", "em_1", { "svix-signature": "v1,Zm9yZ2Vk" })).status).toBe(401);
    expect(await rows("communications")).toEqual([]);
    await mail("alice@example.com");
    await mail("alice@example.com");
    expect(await messagesOf(customerId)).toHaveLength(1);
  });

  test("what is addressed to nobody, or to a neighbour, is not ours", async () => {
    const other = await newOrganization(backend, "other");
    await newCustomer({ email: "alice@example.com" });
    expect((await mail("alice@example.com", "em_1", {}, "nobody@in.orbit.test")).status).toBe(200);
    await mail("alice@example.com", "em_2", {}, "other@in.orbit.test");
    expect(await rows("communications")).toEqual([]);
    expect(await rows("unmatchedMessages")).toMatchObject([{ orgId: other.orgId }]);
  });

  test("a text that cannot be fetched is tried again; then the message says why", async () => {
    answers.unshift(["https://api.resend.com/emails/receiving/", () => Response.json({}, { status: 500 })]);
    const customerId = await newCustomer({ email: "alice@example.com" });
    await mail("alice@example.com");
    await settle();
    expect(asked).toHaveLength(5);
    expect((await messagesOf(customerId))[0]!.error).toContain("500");
  });

  test("a mail of HTML alone is read as text", () => {
    expect(plainText("<style>p{}</style><p>Hello&nbsp;<b>you</b></p><p>1 &lt; 2<br>end</p>")).toBe(
      "Hello you\n1 < 2\nend",
    );
  });
});

describe("the queue of unknown senders", () => {
  const queue = async (status: "open" | "discarded" = "open") =>
    (await org.as.support.query(api.unmatched.list, { orgId: org.orgId, status, paginationOpts: page })).page;

  test("COM-14: linking one mail moves all of the sender's, and what they write next goes there by itself", async () => {
    const customerId = await newCustomer({ phone: "+77015550009" });
    for (const id of ["em_1", "em_2", "em_3"]) await mail("new@example.com", id);
    await mail("else@example.com", "em_4");
    await settle();
    const [, third] = await queue();
    expect(await queue()).toHaveLength(4);
    await org.as.manager.mutation(api.unmatched.link, {
      orgId: org.orgId,
      messageId: third!._id,
      customerId,
    });
    expect((await messagesOf(customerId)).map(({ body }) => body)).toEqual(
      Array.from({ length: 3 }, () => "When do we leave?"),
    );
    expect(await queue()).toMatchObject([{ from: "else@example.com" }]);
    await mail("new@example.com", "em_5");
    expect(await messagesOf(customerId)).toHaveLength(4);
    expect(await org.as.manager.query(api.unmatched.counts, { orgId: org.orgId })).toEqual({
      open: 1,
      discarded: 0,
    });
  });

  test("COM-14 DUP-25: a sender becomes a customer with their address, unless somebody is known by it", async () => {
    await mail("Bob New <new@example.com>", "em_1");
    const [first] = await queue();
    const { orgId, as } = org;
    const customerId = await as.support.mutation(api.unmatched.adopt, {
      orgId,
      messageId: first!._id,
      name: "Bob New",
    });
    expect(await rows("customers")).toMatchObject([
      { _id: customerId, name: "Bob New", email: "new@example.com" },
    ]);
    expect(await messagesOf(customerId)).toHaveLength(1);
    expect(await queue()).toEqual([]);
    await newCustomer({ name: "Carl Old", email: "carl@example.com" });
    await mail("else@example.com", "em_2");
    const [second] = await queue();
    const twice = as.manager.mutation(api.unmatched.adopt, {
      orgId,
      messageId: second!._id,
      name: "Bob New",
    });
    expect(await codeOf(twice)).toBe("CUSTOMER_NAME_CONFLICT");
    expect(await queue()).toHaveLength(1);
  });

  test("COM-14: what is put aside is kept and comes back", async () => {
    await mail("spam@example.com", "em_1");
    await mail("spam@example.com", "em_2");
    const [first] = await queue();
    const { orgId, as } = org;
    await as.support.mutation(api.unmatched.discard, { orgId, messageId: first!._id });
    expect(await queue()).toEqual([]);
    expect(await queue("discarded")).toHaveLength(2);
    const link = as.manager.mutation(api.unmatched.link, {
      orgId,
      messageId: first!._id,
      customerId: await newCustomer({ phone: "+77015550009" }),
    });
    expect(await codeOf(link)).toBe("INVALID_STATUS_CHANGE");
    await as.support.mutation(api.unmatched.restore, { orgId, messageId: first!._id });
    expect(await queue()).toHaveLength(2);
  });

  test("an address that two customers share waits for somebody to decide", async () => {
    await backend.run(async (ctx) => {
      const settings = (await ctx.db.query("orgSettings").collect())[0]!;
      await ctx.db.patch("orgSettings", settings._id, {
        identityPolicy: { ...settings.identityPolicy, email: "warn", name: "warn" },
      });
    });
    await newCustomer({ email: "shared@example.com" });
    await newCustomer({ email: "shared@example.com", name: "Alan Johnson" });
    await mail("shared@example.com");
    expect(await queue()).toHaveLength(1);
    expect(await rows("communications")).toEqual([]);
  });

  test("sales does not see the queue, and a neighbour's stays theirs", async () => {
    await mail("new@example.com");
    const { orgId, as } = org;
    const read = as.sales.query(api.unmatched.list, { orgId, status: "open", paginationOpts: page });
    expect(await codeOf(read)).toBe("FORBIDDEN");
    const other = await newOrganization(backend, "other");
    const [first] = await queue();
    const discard = other.as.admin.mutation(api.unmatched.discard, {
      orgId: other.orgId,
      messageId: first!._id,
    });
    expect(await codeOf(discard)).toBe("NOT_FOUND");
  });
});
