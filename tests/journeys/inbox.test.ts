/** What customers write arrives in front of everybody at once, is answered from the record, and strangers find their place, in a real browser. */
import { createHmac } from "node:crypto";
import type { Browser } from "playwright-core";
import { Webhook } from "svix";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { launchBrowser } from "./support/browser";
import { look } from "./support/look";
import { startOrbit, type Orbit } from "./support/orbit";
import { newTeam, openAs, type Team } from "./support/people";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
let orbit: Orbit;
let browser: Browser;
let team: Team;

beforeAll(async () => {
  [orbit, browser] = await Promise.all([
    startOrbit({ RESEND_WEBHOOK_SECRET: secret, RESEND_INBOUND_DOMAIN: "in.orbit.test" }),
    launchBrowser(),
  ]);
  team = await newTeam(orbit, "Harbour");
});
afterAll(async () => {
  await browser?.close();
  await orbit?.stop();
});

async function whatsapp(webhook: string, id: string, text: string) {
  const body = JSON.stringify({
    object: "whatsapp_business_account",
    entry: [
      {
        changes: [
          {
            field: "messages",
            value: {
              metadata: { phone_number_id: "1055" },
              contacts: [{ wa_id: "77015550001", profile: { name: "Dana Kim" } }],
              messages: [
                {
                  id,
                  from: "77015550001",
                  timestamp: String(Math.floor(Date.now() / 1000)),
                  type: "text",
                  text: { body: text },
                },
              ],
            },
          },
        ],
      },
    ],
  });
  const signature = createHmac("sha256", "app secret").update(body).digest("hex");
  const { status } = await fetch(orbit.url + new URL(webhook).pathname, {
    method: "POST",
    body,
    headers: { "x-hub-signature-256": `sha256=${signature}` },
  });
  expect(status).toBe(200);
}

async function mail(from: string, id: string, subject: string) {
  const body = JSON.stringify({
    type: "email.received",
    data: { email_id: id, from, to: [`${team.slug}@in.orbit.test`], subject },
  });
  const at = new Date();
  const { status } = await fetch(`${orbit.url}/resend/webhook`, {
    method: "POST",
    body,
    headers: {
      "svix-id": id,
      "svix-timestamp": String(Math.floor(at.getTime() / 1000)),
      "svix-signature": new Webhook(secret).sign(id, at, body),
    },
  });
  expect(status).toBe(200);
}

test("COM-03 COM-06 COM-15 COM-16 COM-21 UIX-08: a stranger on WhatsApp appears in two inboxes at once, is answered in simulation, and the record opens beside it", async () => {
  const { slug } = team;
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${slug}/settings/channels`);
  const account = page.getByRole("form", { name: "WhatsApp" });
  await account.getByRole("button", { name: "Save" }).click();
  await account.getByText("Enter the account as the provider shows it.").waitFor();
  await account.getByLabel("Number", { exact: true }).fill("+7 701 000 00 00");
  await account.getByLabel("Phone number ID").fill("1055");
  await account.getByLabel("Access token").fill("token");
  await account.getByLabel("App secret").fill("app secret");
  await account.getByRole("button", { name: "Save" }).click();
  const webhook = await account.locator("code", { hasText: "/whatsapp/" }).textContent();
  await look(page, "channels");

  await page.goto(`${orbit.url}/o/${slug}/inbox`);
  await page.getByText("No conversations yet").waitFor();
  await look(page, "inbox empty");
  const manager = await team.join("Mila Manager", "manager");
  const second = await openAs(browser, orbit, manager, `/o/${slug}/inbox?unread=1`);
  await second.page.getByText("No conversation matches").waitFor();

  await whatsapp(webhook!, "wamid.1", "Is Friday still free?");
  const thread = page.getByRole("button", { name: /Dana Kim/ });
  await thread.waitFor();
  await second.page.getByRole("button", { name: /Dana Kim/ }).waitFor();

  await page.keyboard.press("j");
  await page.getByRole("log").getByText("Is Friday still free?").waitFor();
  // Opening it took it as read, for everybody.
  await second.page.getByText("No conversation matches").waitFor();
  await page.getByRole("combobox", { name: "To" }).click();
  await page.getByRole("option", { name: /SMS/ }).click();
  await page.getByText("Simulation:").waitFor();
  await page.getByLabel("Message", { exact: true }).fill("It is. We meet at nine at the pier.");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("log").getByText("Simulated: nothing was sent").waitFor();
  // Theirs stand at the left, ours at the right.
  const edges = await page.getByRole("log").evaluate((log) =>
    [...log.querySelectorAll(".bubble-box")].map((box) => {
      const [outer, inner] = [log.getBoundingClientRect(), box.getBoundingClientRect()];
      return inner.left - outer.left < outer.right - inner.right ? "left" : "right";
    }),
  );
  expect(edges).toEqual(["left", "right"]);
  await page.mouse.move(0, 0);
  await look(page, "inbox conversation");

  await page.getByRole("button", { name: "Customer", exact: true }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("tab", { name: /Chat/ }).click();
  await sheet.getByText("It is. We meet at nine at the pier.").waitFor();
  await sheet.getByRole("tab", { name: /Leads/ }).click();
  await sheet.getByText("WhatsApp").first().waitFor();
  expect(problems).toEqual([]);
  expect(second.problems).toEqual([]);
});

test("COM-13 COM-14: a mail of somebody known is on their page; an unknown sender's mails go to the customer they are linked to", async () => {
  const { orgId, slug } = team;
  const { client } = team.admin;
  await client.mutation(api.customers.create, {
    orgId,
    input: { name: "Alice Johnson", email: "alice@example.com" },
  });
  await client.mutation(api.customers.create, { orgId, input: { name: "Boris Bay", phone: "+77015550077" } });
  await mail("Alice <alice@example.com>", "em_1", "My booking");
  await mail("Bo <bo@private.example>", "em_2", "First question");
  await mail("Bo <bo@private.example>", "em_3", "Second question");
  // Support answers for everybody and sorts what nobody can place.
  const support = await team.join("Sami Support", "support");
  const { page, problems } = await openAs(browser, orbit, support, `/o/${slug}/inbox`);
  await page.getByRole("button", { name: /Alice Johnson/ }).click();
  await page.getByRole("log").getByText("My booking").waitFor();
  await page.getByRole("button", { name: /Unknown senders/ }).click();
  await page.getByText("Second question").waitFor();
  await look(page, "inbox unknown");
  await page.getByRole("button", { name: "Link to a customer" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "Customer" }).fill("Boris");
  await page.getByRole("option", { name: /Boris Bay/ }).click();
  await dialog.getByRole("button", { name: "Link", exact: true }).click();
  await page.getByRole("log").getByText("First question").waitFor();
  await page.getByRole("log").getByText("Second question").waitFor();
  await page.getByRole("button", { name: /Unknown senders/ }).click();
  await page.getByText("Nobody unknown has written").waitFor();
  expect(problems).toEqual([]);
});

test("COM-04 COM-09 COM-10 COM-11: a template is put in and its gap marked, a picture goes with it, and a lead holds the messages about it", async () => {
  const { orgId, slug } = team;
  const { client } = team.admin;
  const { customerId } = await client.mutation(api.customers.create, {
    orgId,
    input: { name: "Carla Mendes", email: "carla@example.com", phone: "+77015550088" },
  });
  await client.mutation(api.templates.create, {
    orgId,
    input: {
      name: "Where we meet",
      channel: "email",
      category: "service",
      texts: {
        en: {
          subject: "{{firstName}}, where we meet",
          content: "Dear {{firstName}},\n\nwe meet at {{place}}.",
        },
        ru: { subject: "Встреча", content: "Встречаемся: {{place}}." },
      },
    },
  });
  const manager = await team.join("Nora Manager", "manager");
  const { page, problems } = await openAs(browser, orbit, manager, `/o/${slug}/customers/${customerId}`);
  const sheet = page.getByRole("main");
  await sheet.getByRole("tab", { name: /Chat/ }).click();
  const composer = sheet.getByRole("form", { name: "Write a message" });
  await composer.getByRole("button", { name: "Template" }).click();
  await page.getByRole("searchbox", { name: "Find by name" }).fill("whe");
  await page.getByText("Dear Carla,").waitFor();
  await look(page, "inbox templates");
  await page.getByRole("button", { name: /Where we meet/ }).click();
  await composer.getByRole("button", { name: "Send", exact: true }).click();
  await composer.getByText("Fill in first: place.").waitFor();
  await composer.getByRole("textbox", { name: "place", exact: true }).fill("the east pier");
  await page.keyboard.press("Enter");
  expect(await composer.getByLabel("Message", { exact: true }).inputValue()).toBe(
    "Dear Carla,\n\nwe meet at the east pier.",
  );
  await composer.getByLabel("A file from this computer").setInputFiles("docs/pictures/widget.png");
  await composer.getByText(/\d kB/).waitFor();
  await look(page, "inbox composer");
  await composer.getByRole("button", { name: "Send", exact: true }).click();
  const picture = sheet.getByRole("log").getByRole("img", { name: "widget.png" });
  await picture.waitFor();
  await expect
    .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(100);
  await look(page, "inbox picture");

  // From the lead's own sheet: the message is about the lead, and stands in the customer's conversation too.
  const leadId = await client.mutation(api.leads.create, { orgId, customerId, title: "A week in June" });
  await page.goto(`${orbit.url}/o/${slug}/leads?lead=${leadId}`);
  const lead = page.getByRole("dialog");
  await lead.getByText("No messages yet").waitFor();
  await lead.getByRole("button", { name: "Write a message" }).click();
  await lead.getByRole("combobox", { name: "To" }).click();
  await page.getByRole("option", { name: /SMS/ }).click();
  await lead.getByLabel("Message", { exact: true }).fill("Is June still good for you?");
  await lead.getByRole("button", { name: "Send", exact: true }).click();
  await lead.locator(".bubble-text", { hasText: "Is June still good for you?" }).waitFor();
  await look(page, "lead messages");
  await page.goto(`${orbit.url}/o/${slug}/inbox`);
  await page
    .getByRole("button", { name: /Carla Mendes/ })
    .getByText("You: Is June still good for you?")
    .waitFor();
  expect(problems).toEqual([]);
});
