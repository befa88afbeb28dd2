/** Files that leave with messages, against strict doubles: what is taken, what is told, what the provider is given. */
import { describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { codeOf, newOrganization, refusalOf } from "../world.testkit";
import { danglingIds } from "../integrity/dangling.testkit";
import { connectChannel } from "./providers.testkit";
import { answers, asked, backend, messagesOf, org, settle, withProviders } from "./exchange.testkit";

const pdf = "%PDF-1.7 the ticket";
withProviders(() => [
  ["https://api.resend.com/emails", () => Response.json({ id: "re_1" })],
  ["https://graph.facebook.com/v23.0/1055/media", () => Response.json({ id: "media_1" })],
  ["https://graph.facebook.com/v23.0/1055/messages", () => Response.json({ messages: [{ id: "wamid.1" }] })],
]);

const newCustomer = async (name = "Alice Johnson", phone = "+77015550001") =>
  (
    await org.as.sales.mutation(api.customers.create, {
      orgId: org.orgId,
      input: { name, phone, email: `${name[0]}@example.com` },
    })
  ).customerId;
const upload = (text: BlobPart, fileName = "ticket.pdf") =>
  backend.run(async (ctx) => ({ storageId: await ctx.storage.store(new Blob([text])), fileName }));
async function newDocument(customerId: Id<"customers">) {
  const file = await upload(pdf);
  const documentId = await org.as.sales.mutation(api.documents.create, {
    orgId: org.orgId,
    customerId,
    ...file,
    fileSize: pdf.length,
    input: { documentName: "Ticket" },
  });
  await settle();
  return { documentId, ...file };
}
type Files = NonNullable<(typeof api.communications.send)["_args"]["files"]>;
const send = (customerId: Id<"customers">, files: Files, channel: "email" | "whatsapp" | "sms" = "email") =>
  org.as.sales.mutation(api.communications.send, {
    orgId: org.orgId,
    customerId,
    input: { channel, body: "Your ticket", ...(channel === "email" ? { subject: "Ticket" } : {}) },
    files,
  });
const stored = () => backend.run(async (ctx) => (await ctx.db.system.query("_storage").collect()).length);

describe("COM-09: what leaves", () => {
  test("a mail carries an upload and a document, once their content was looked at", async () => {
    const customerId = await newCustomer();
    const { documentId } = await newDocument(customerId);
    await send(customerId, [await upload("notes of the trip", "notes.txt"), { documentId }]);
    expect(await messagesOf(customerId)).toMatchObject([
      { deliveryStatus: "queued", files: [{ state: "waiting" }, { state: "ready" }] },
    ]);
    await settle();
    expect(asked).toHaveLength(1);
    expect(JSON.parse(asked[0]!.body)).toMatchObject({
      subject: "Ticket",
      attachments: [
        { filename: "notes.txt", content_type: "text/plain", content: btoa("notes of the trip") },
        { filename: "ticket.pdf", content_type: "application/pdf", content: btoa(pdf) },
      ],
    });
    expect(await messagesOf(customerId)).toMatchObject([{ deliveryStatus: "sent" }]);
    expect(await danglingIds(backend)).toEqual([]);
  });

  test("a large file is the same on the other side", async () => {
    const customerId = await newCustomer();
    const bytes = new Uint8Array(100_001).map((_, at) => (at === 0 ? 0x50 : 32 + (at % 90)));
    await send(customerId, [await upload(bytes, "long.txt")]);
    await settle();
    const { attachments } = JSON.parse(asked[0]!.body) as { attachments: { content: string }[] };
    expect(Uint8Array.from(atob(attachments[0]!.content), (char) => char.charCodeAt(0))).toEqual(bytes);
  });

  test("WhatsApp is brought the file, and the message names it by its id there", async () => {
    await connectChannel(org, "whatsapp");
    const customerId = await newCustomer();
    await send(customerId, [await upload(pdf)], "whatsapp");
    await settle();
    const [brought, told] = asked;
    expect([brought!.url, brought!.authorization]).toEqual([
      "https://graph.facebook.com/v23.0/1055/media",
      "Bearer token",
    ]);
    expect(brought!.form!.get("messaging_product")).toBe("whatsapp");
    expect(brought!.form!.get("type")).toBe("application/pdf");
    const file = brought!.form!.get("file") as File;
    expect([file.name, file.type, await file.text()]).toEqual(["ticket.pdf", "application/pdf", pdf]);
    expect(JSON.parse(told!.body)).toMatchObject({
      type: "document",
      document: { id: "media_1", filename: "ticket.pdf", caption: "Your ticket" },
    });
    expect(await messagesOf(customerId)).toMatchObject([{ deliveryStatus: "sent", providerId: "wamid.1" }]);
  });

  test("what WhatsApp does not take is told with its words, and can be sent again", async () => {
    await connectChannel(org, "whatsapp");
    answers.unshift([
      "https://graph.facebook.com/v23.0/1055/media",
      () => Response.json({ error: { code: 131053, message: "Media upload error" } }, { status: 400 }),
    ]);
    const customerId = await newCustomer();
    const messageId = await send(customerId, [await upload(pdf)], "whatsapp");
    await settle();
    expect(await messagesOf(customerId)).toMatchObject([
      { deliveryStatus: "failed", error: "131053 Media upload error" },
    ]);
    answers.shift();
    await org.as.sales.mutation(api.communications.retry, { orgId: org.orgId, messageId });
    await settle();
    expect(await messagesOf(customerId)).toMatchObject([{ deliveryStatus: "sent" }]);
  });

  test.each(["email", "whatsapp"] as const)(
    "%s: a program that calls itself a ticket never leaves",
    async (channel) => {
      await connectChannel(org, "whatsapp");
      const customerId = await newCustomer();
      await send(customerId, [await upload("MZ\u0000\u0001")], channel);
      await settle();
      expect(asked).toEqual([]);
      expect(await messagesOf(customerId)).toMatchObject([
        {
          deliveryStatus: "failed",
          error: "ticket.pdf: its content is not what its name says",
          files: [{ state: "refused", refusal: "content" }],
        },
      ]);
      expect(await stored()).toBe(0);
    },
  );

  test("a file alone is a message of WhatsApp; a mail still needs its words", async () => {
    const customerId = await newCustomer();
    const { orgId, as } = org;
    await as.sales.mutation(api.communications.send, {
      orgId,
      customerId,
      input: { channel: "whatsapp" },
      files: [await upload(pdf)],
    });
    expect(await messagesOf(customerId)).toMatchObject([{ body: null, files: [{ fileName: "ticket.pdf" }] }]);
  });
});

describe("COM-09: what may not leave is told before anything is written", () => {
  test.each<[string, "email" | "whatsapp" | "sms", () => Promise<Files>, string]>([
    ["a text message with a file", "sms", async () => [await upload(pdf)], "otherChannel"],
    [
      "two files on WhatsApp",
      "whatsapp",
      async () => [await upload(pdf), await upload(pdf, "b.pdf")],
      "tooManyFiles",
    ],
    [
      "eleven files",
      "email",
      () => Promise.all(Array.from({ length: 11 }, () => upload(pdf))),
      "tooManyFiles",
    ],
    ["a kind that is not sent", "email", async () => [await upload("MZ", "setup.exe")], "kind"],
    [
      "a kind that WhatsApp does not take",
      "whatsapp",
      async () => [await upload("a;b", "list.csv")],
      "whatsappKind",
    ],
    ["an empty file", "email", async () => [await upload("")], "empty"],
    [
      "more than a mail may carry",
      "email",
      async () => [await upload(new Uint8Array(16 * 1024 * 1024))],
      "tooLarge",
    ],
    [
      "the same file twice",
      "email",
      async () => {
        const file = await upload(pdf);
        return [file, file];
      },
      "twice",
    ],
  ])("%s", async (_what, channel, files, rule) => {
    const customerId = await newCustomer();
    expect(await refusalOf(send(customerId, await files(), channel))).toMatchObject({
      code: "VALIDATION_ERROR",
      issues: [{ path: "files", rule }],
    });
    expect(await messagesOf(customerId)).toEqual([]);
  });

  test("a file that is a document's, another customer's document and a neighbour's are not handed out", async () => {
    const customerId = await newCustomer();
    const { documentId, ...file } = await newDocument(customerId);
    expect(await refusalOf(send(customerId, [file]))).toMatchObject({ issues: [{ rule: "missing" }] });
    const bob = await newCustomer("Bob Stone", "+77015550002");
    expect(await refusalOf(send(bob, [{ documentId }]))).toMatchObject({
      issues: [{ rule: "otherCustomer" }],
    });
    const other = await newOrganization(backend, "other");
    const { customerId: carol } = await other.as.admin.mutation(api.customers.create, {
      orgId: other.orgId,
      input: { name: "Carol Reed", email: "carol@example.com" },
    });
    const theirs = other.as.admin.mutation(api.communications.send, {
      orgId: other.orgId,
      customerId: carol,
      input: { channel: "email", subject: "Ticket", body: "Yours" },
      files: [{ documentId }],
    });
    expect(await codeOf(theirs)).toBe("NOT_FOUND");
    const start = other.as.admin.mutation(api.communications.startUpload, { orgId: other.orgId, customerId });
    expect(await codeOf(start)).toBe("NOT_FOUND");
  });
});

describe("COM-09: a document that was sent is the message's file too", () => {
  test("deleting the document leaves it with the message; erasing the person takes it", async () => {
    const customerId = await newCustomer();
    const { documentId } = await newDocument(customerId);
    await send(customerId, [{ documentId }]);
    await settle();
    const { orgId, as } = org;
    await as.sales.mutation(api.documents.remove, { orgId, documentId });
    vi.advanceTimersByTime(25 * 60 * 60_000);
    await settle();
    expect(await backend.run((ctx) => ctx.db.query("documentVersions").collect())).toEqual([]);
    expect(await stored()).toBe(1);
    expect(await danglingIds(backend)).toEqual([]);
    await as.admin.mutation(api.customers.remove, { orgId, customerId });
    await as.admin.mutation(api.erasing.start, { orgId, customerId, confirmation: "Alice Johnson" });
    await settle();
    expect(await stored()).toBe(0);
  });
});
