/** Files that come with messages: fetched with the right key, looked at, kept once, given to whoever may read the message. */
import { describe, expect, test, vi } from "vitest";
import { api, internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { codeOf, newOrganization, type Organization } from "../world.testkit";
import { danglingIds } from "../integrity/dangling.testkit";
import { nameOfFile, shownAs } from "./fileKinds";
import { connectChannel, deliverMail, deliverSms, deliverWhatsapp, whatsappEvent } from "./providers.testkit";
import { answers, asked, backend, messagesOf, org, page, settle, withProviders } from "./exchange.testkit";

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
const program = new Uint8Array([0x4d, 0x5a, 0x90, 0]);
const pdf = new TextEncoder().encode("%PDF-1.7 the ticket");
const lookaside = "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=m1";

withProviders(() => [
  ["https://graph.facebook.com/v23.0/m1", () => Response.json({ url: lookaside, file_size: png.length })],
  [lookaside, () => new Response(png)],
  [
    "https://api.resend.com/emails/receiving/em_1/attachments/at_1",
    () => Response.json({ download_url: "https://inbound-cdn.resend.com/em_1/at_1?signature=s" }),
  ],
  ["https://inbound-cdn.resend.com/em_1/at_1", () => new Response(pdf)],
  ["https://api.resend.com/emails/receiving/em_1", () => Response.json({ text: "See the ticket" })],
  ["https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1", () => new Response(png)],
]);

const newCustomer = async (input: object = { phone: "+77015550001", email: "alice@example.com" }) =>
  (
    await org.as.sales.mutation(api.customers.create, {
      orgId: org.orgId,
      input: { name: "Alice Johnson", ...input },
    })
  ).customerId;
const filesOf = async (customerId: Id<"customers">) =>
  (await messagesOf(customerId)).flatMap(({ files }) => files);
const stored = () =>
  backend.run(async (ctx) => {
    const sizes: number[] = [];
    for (const { size } of await ctx.db.system.query("_storage").collect()) sizes.push(size);
    return sizes;
  });

async function picture(more: object = {}) {
  const { webhook } = await connectChannel(org, "whatsapp");
  const event = whatsappEvent({
    contacts: [{ wa_id: "77015550001", profile: { name: "Dana K" } }],
    messages: [
      {
        id: "wamid.1",
        from: "77015550001",
        timestamp: String(Date.UTC(2026, 5, 1, 8, 30) / 1000),
        type: "image",
        image: { id: "m1", mime_type: "image/jpeg", ...more },
      },
    ],
  });
  return await deliverWhatsapp(backend, webhook, event);
}
const ticket = (attachments: object[], from = "alice@example.com") =>
  deliverMail(backend, { email_id: "em_1", from, to: ["altay@in.orbit.test"], attachments });

describe("COM-09: what comes in", () => {
  test("a picture of WhatsApp: its id leads to an address, both asked with the token, and it opens in place", async () => {
    const customerId = await newCustomer();
    await picture({ mime_type: "image/png", caption: "The view" });
    expect(await filesOf(customerId)).toMatchObject([
      { state: "waiting", fileName: "image.png", mimeType: "image/png", fileSize: 0 },
    ]);
    await settle();
    expect(asked.map(({ url, authorization }) => [url, authorization])).toEqual([
      ["https://graph.facebook.com/v23.0/m1", "Bearer token"],
      [lookaside, "Bearer token"],
    ]);
    const [file] = await filesOf(customerId);
    expect(file).toMatchObject({ state: "ready", mimeType: "image/png", fileSize: png.length, error: null });
    const { url } = await org.as.support.mutation(api.messageFiles.link, {
      orgId: org.orgId,
      fileId: file!._id,
    });
    const given = await backend.fetch(new URL(url).pathname);
    expect(new Uint8Array(await given.arrayBuffer())).toEqual(png);
    expect(Object.fromEntries(given.headers)).toMatchObject({
      "content-type": "image/png",
      "content-disposition": "inline; filename*=UTF-8''image.png",
      "x-content-type-options": "nosniff",
    });
    expect(given.headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  test("an attachment of a mail: Resend is asked with the key, its address without one", async () => {
    const customerId = await newCustomer();
    await ticket([{ id: "at_1", filename: "ticket.pdf", content_type: "application/pdf" }]);
    await settle();
    expect(asked.map(({ url, authorization }) => [url, authorization])).toContainEqual([
      "https://api.resend.com/emails/receiving/em_1/attachments/at_1",
      "Bearer re_key",
    ]);
    expect(asked.find(({ url }) => url.startsWith("https://inbound-cdn"))).toMatchObject({
      authorization: null,
    });
    expect(await messagesOf(customerId)).toMatchObject([
      { body: "See the ticket", files: [{ state: "ready", fileName: "ticket.pdf", fileSize: pdf.length }] },
    ]);
  });

  test("a file of an MMS is asked for with Twilio's account; an address that is not Twilio's gets no token", async () => {
    const customerId = await newCustomer();
    const { webhook } = await connectChannel(org, "sms");
    const media = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1";
    await deliverSms(backend, webhook, {
      MessageSid: "MM1",
      From: "+77015550001",
      To: "+77010000000",
      Body: "",
      NumMedia: "2",
      MediaUrl0: media,
      MediaContentType0: "image/png",
      MediaUrl1: "https://twilio.com.evil.test/x",
      MediaContentType1: "image/png",
    });
    await settle();
    expect(asked.map(({ url, authorization }) => [url, authorization])).toEqual([
      [media, `Basic ${btoa("AC1:token")}`],
    ]);
    expect(await filesOf(customerId)).toMatchObject([
      { state: "ready" },
      { state: "failed", error: "The file is at an address that is not Twilio's" },
    ]);
  });

  test("the same event twice, and a try that was lost and repeated, leave one file", async () => {
    const customerId = await newCustomer();
    await picture({ mime_type: "image/png" });
    await picture({ mime_type: "image/png" });
    const fileId = (await filesOf(customerId))[0]!._id;
    const claim = () => backend.mutation(internal.messageFiles.claim, { orgId: org.orgId, fileId });
    expect(await claim()).toMatchObject({ at: { remote: "m1" } });
    expect(await claim()).toBeNull();
    // The first try died with its process; the sweep repeats it once it counts as lost.
    vi.advanceTimersByTime(10 * 60_000);
    await backend.mutation(internal.channels.sweep, {});
    await settle();
    expect(await filesOf(customerId)).toMatchObject([{ state: "ready" }]);
    const late = await backend.run((ctx) => ctx.storage.store(new Blob([png])));
    await backend.mutation(internal.messageFiles.settle, {
      orgId: org.orgId,
      fileId,
      found: { kind: "stored", storageId: late, fileSize: png.length, mimeType: "image/png" },
    });
    expect(await stored()).toEqual([png.length]);
    expect(await danglingIds(backend)).toEqual([]);
  });

  test("what cannot be fetched is tried five times with growing waits, then says why; once more is a press away", async () => {
    const customerId = await newCustomer();
    answers.unshift(["https://graph.facebook.com/v23.0/m1", () => Response.json({}, { status: 500 })]);
    await picture({ mime_type: "image/png" });
    await settle();
    expect(asked).toHaveLength(5);
    const [file] = await filesOf(customerId);
    expect(file).toMatchObject({ state: "failed", error: "WhatsApp does not tell of the file (500)" });
    answers.shift();
    const again = (as = org.as.support, orgId = org.orgId) =>
      as.mutation(api.messageFiles.retry, { orgId, fileId: file!._id });
    const other = await newOrganization(backend, "other");
    expect(await codeOf(again(other.as.admin, other.orgId))).toBe("NOT_FOUND");
    expect(await codeOf(again(org.as.brand))).toBe("FORBIDDEN");
    await again();
    await settle();
    expect(await filesOf(customerId)).toMatchObject([{ state: "ready", error: null }]);
    expect(await codeOf(again())).toBe("INVALID_STATUS_CHANGE");
  });

  test.each([
    ["a program, which is not even fetched", { filename: "setup.exe" }, program, "type", 0],
    ["a program that calls itself a picture", { filename: "cat.png" }, program, "content", 1],
    ["a file of nothing", { filename: "cat.png" }, new Uint8Array(), "empty", 1],
    ["a file larger than documents may be", { filename: "cat.png" }, new Uint8Array(2000), "size", 1],
  ])("%s is named and not kept", async (_what, given, bytes, refusal, fetches) => {
    await backend.run(async (ctx) => {
      const settings = (await ctx.db.query("orgSettings").collect())[0]!;
      await ctx.db.patch("orgSettings", settings._id, { documentLimitBytes: 1000 });
    });
    answers.unshift(["https://inbound-cdn.resend.com/", () => new Response(bytes)]);
    const customerId = await newCustomer();
    await ticket([{ id: "at_1", content_type: "application/octet-stream", ...given }]);
    await settle();
    expect(await filesOf(customerId)).toMatchObject([
      { state: "refused", refusal, fileName: given.filename },
    ]);
    expect(asked.filter(({ url }) => url.includes("inbound-cdn"))).toHaveLength(fetches);
    expect(await stored()).toEqual([]);
  });

  test("what is not safe to show is only ever handed out to be kept", async () => {
    const customerId = await newCustomer();
    answers.unshift([
      "https://inbound-cdn.resend.com/",
      () => new Response(new TextEncoder().encode("{\\rtf1}")),
    ]);
    await ticket([{ id: "at_1", filename: "letter.rtf", content_type: "text/html" }]);
    await settle();
    const [file] = await filesOf(customerId);
    const { url } = await org.as.admin.mutation(api.messageFiles.link, {
      orgId: org.orgId,
      fileId: file!._id,
    });
    const given = await backend.fetch(new URL(url).pathname);
    expect(given.headers.get("content-type")).toBe("application/rtf");
    expect(given.headers.get("content-disposition")).toMatch(/^attachment/);
  });
});

describe("COM-09: who may open it", () => {
  async function fileOfAlice() {
    const customerId = await newCustomer();
    await picture({ mime_type: "image/png" });
    await settle();
    return { customerId, fileId: (await filesOf(customerId))[0]!._id };
  }
  const link = (who: keyof Organization["as"], fileId: Id<"messageFiles">) =>
    org.as[who].mutation(api.messageFiles.link, { orgId: org.orgId, fileId });

  test("whoever may read the message; a neighbour finds nothing, and a forged or old link opens nothing", async () => {
    const { fileId } = await fileOfAlice();
    const other = await newOrganization(backend, "other");
    expect(await codeOf(other.as.admin.mutation(api.messageFiles.link, { orgId: other.orgId, fileId }))).toBe(
      "NOT_FOUND",
    );
    expect(await codeOf(link("brand", fileId))).toBe("FORBIDDEN");
    const { url } = await link("sales", fileId);
    const path = new URL(url).pathname;
    expect((await backend.fetch(`${path}x`)).status).toBe(403);
    vi.advanceTimersByTime(16 * 60_000);
    expect((await backend.fetch(path)).status).toBe(403);
  });

  test("a link stops with the membership of whoever it was given to", async () => {
    const { fileId } = await fileOfAlice();
    const { url } = await link("support", fileId);
    await backend.run(async (ctx) => {
      for (const member of await ctx.db.query("memberships").collect())
        if (member.role === "support")
          await ctx.db.patch("memberships", member._id, { status: "deactivated" });
    });
    expect((await backend.fetch(new URL(url).pathname)).status).toBe(404);
  });

  test("an unknown sender's file is for those who sort the queue, and goes along when the sender is linked", async () => {
    await ticket([{ id: "at_1", filename: "ticket.pdf" }], "new@example.com");
    await settle();
    const { orgId, as } = org;
    const list = () => as.support.query(api.unmatched.list, { orgId, status: "open", paginationOpts: page });
    const [waiting] = (await list()).page;
    expect(waiting).toMatchObject({ files: [{ state: "ready", fileName: "ticket.pdf" }] });
    const fileId = waiting!.files[0]!._id;
    expect(await codeOf(link("sales", fileId))).toBe("FORBIDDEN");
    await link("support", fileId);
    const customerId = await newCustomer({ phone: "+77015550009" });
    await as.support.mutation(api.unmatched.link, { orgId, messageId: waiting!._id, customerId });
    expect(await filesOf(customerId)).toMatchObject([{ _id: fileId, state: "ready" }]);
    await link("sales", fileId);
    expect(await danglingIds(backend)).toEqual([]);
  });

  test("CUS-48: erasing the person takes the files and what was stored", async () => {
    const { customerId } = await fileOfAlice();
    const { orgId, as } = org;
    await as.admin.mutation(api.customers.remove, { orgId, customerId });
    await as.admin.mutation(api.erasing.start, { orgId, customerId, confirmation: "Alice Johnson" });
    await settle();
    expect(await stored()).toEqual([]);
    expect(await backend.run((ctx) => ctx.db.query("messageFiles").collect())).toEqual([]);
  });
});

test.each([
  ["photo.JPG", "image/jpeg", "photo.JPG"],
  [null, "image/jpeg", "image.jpg"],
  [null, "audio/ogg; codecs=opus", "audio.ogg"],
  [null, "application/pdf", "file.pdf"],
  ["../../etc/passwd", "text/plain", "....etcpasswd.txt"],
  ["run.exe", "application/x-msdownload", "run.exe"],
])("%s of %s is called %s", (given, type, name) => {
  expect(nameOfFile(given, type)).toBe(name);
});

test("only kinds that do no harm are shown in place", () => {
  expect(["image/png", "audio/ogg", "video/mp4", "application/pdf", "text/plain"].map(shownAs)).toEqual([
    "image",
    "audio",
    "video",
    "pdf",
    "text",
  ]);
  expect(["text/html", "image/svg+xml", "application/zip"].map(shownAs)).toEqual([null, null, null]);
});
