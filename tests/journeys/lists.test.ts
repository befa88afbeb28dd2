/** Journey: the list is filtered, kept as a view, changed cell by cell and in bulk, and every bulk change taken back. */
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { violations } from "./support/axe";
import { launchBrowser, patienceMs } from "./support/browser";
import { look } from "./support/look";
import { startOrbit, type Orbit } from "./support/orbit";
import { newTeam, openAs, type Team } from "./support/people";

let orbit: Orbit;
let browser: Browser;

beforeAll(async () => {
  [orbit, browser] = await Promise.all([startOrbit(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await orbit?.stop();
});

const counted = (page: Page, count: string) => page.locator(".page-count").getByText(count, { exact: true });

async function fill(team: Team, count: number) {
  for (let n = 0; n < count; n++) {
    await team.admin.client.mutation(api.customers.create, {
      orgId: team.orgId,
      input: {
        name: `Customer ${String(n).padStart(2, "0")}`,
        email: `c${n}@list.example`,
        type: n % 2 === 0 ? "business" : "individual",
        status: n % 3 === 0 ? "active" : "prospect",
      },
    });
  }
}

test("SRC-15 UIX-17: a filter of two groups is built by hand, kept as a shared view, and the colleague's address shows the same rows", async () => {
  const team = await newTeam(orbit, "List Views");
  await fill(team, 12);
  const manager = await team.join("Mira Manager", "manager");
  const { page, problems } = await openAs(browser, orbit, manager, `/o/${team.slug}/customers`);
  await counted(page, "12").waitFor();

  await page.getByRole("button", { name: "Filter", exact: true }).click();
  const builder = page.getByRole("dialog", { name: "Filters" });
  await builder.getByRole("button", { name: "Add condition" }).click();
  await choose(page, "Active");
  await counted(page, "4").waitFor();
  await builder.getByRole("button", { name: "Add group" }).click();
  const group = builder.locator("fieldset");
  await pick(page, group.getByLabel("Field").first(), "Type");
  await choose(page, "Business", group);
  await pick(page, group.getByLabel("Field").nth(1), "Has an e-mail");
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "All customers" }).click();
  await page.getByRole("menuitem", { name: "Save as new view…" }).click();
  const dialog = page.getByRole("dialog", { name: "Save as new view" });
  await dialog.getByLabel("Name of the view").fill("Active firms");
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Active firms" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Show in the sidebar" }).click();
  await page
    .getByRole("link", { name: /^Active firms/ })
    .getByText("4")
    .waitFor();
  await page.getByRole("button", { name: "Active firms" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Everybody" }).click();

  const colleague = await openAs(browser, orbit, team.admin, new URL(page.url()).pathname);
  await counted(colleague.page, "12").waitFor();
  await colleague.page.getByRole("button", { name: "All customers" }).click();
  await colleague.page.getByRole("menuitemcheckbox", { name: "Active firms" }).click();
  await counted(colleague.page, "4").waitFor();
  await colleague.page.reload();
  await counted(colleague.page, "4").waitFor();
  // A view counts live: one more customer that fits it.
  await team.admin.client.mutation(api.customers.create, {
    orgId: team.orgId,
    input: { name: "Newly Active", email: "new@list.example", status: "active" },
  });
  await counted(colleague.page, "5").waitFor();
  await counted(page, "5").waitFor();

  // The manager's unsaved change is offered to be kept, and does not touch the view of others.
  await page
    .getByRole("button", { name: /^Remove / })
    .last()
    .click();
  await page.getByRole("button", { name: "Save changes" }).waitFor();
  expect([...problems, ...colleague.problems]).toEqual([]);
});

test("SRC-17 SRC-23: cells are edited by keys, all results tagged as a job, a colleague sees it live, and it is taken back", async () => {
  const team = await newTeam(orbit, "List Cells");
  await fill(team, 130);
  const mira = await team.join("Mira Manager", "manager");
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/customers`);
  const other = await openAs(browser, orbit, mira, `/o/${team.slug}/customers`);
  await counted(page, "130").waitFor();
  await counted(other.page, "130").waitFor();

  // To the first row, into its status, on to the telephone with Tab.
  await page.getByRole("grid", { name: "Customers" }).focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("e");
  await page.locator(".table-editor").selectOption("active");
  await page.keyboard.press("Tab");
  await page.locator('input.table-editor[type="tel"]').fill("+1 202 555 0123");
  await page.keyboard.press("Enter");
  await other.page.getByRole("link", { name: /202.*555.*0123/ }).waitFor();

  await page.getByRole("checkbox", { name: "Select all" }).click();
  await page.getByRole("button", { name: "Select all 130 results" }).click();
  await page.getByText("130 selected").waitFor();
  await page.getByRole("button", { name: "Tags", exact: true }).click();
  await page.getByRole("menuitem", { name: "Add tags…" }).click();
  const dialog = page.getByRole("dialog", { name: "Add tags to 130 customers" });
  await dialog.getByLabel("Tags").fill("spring");
  await page.keyboard.press("Enter");
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Apply" }).click();
  await other.page.getByText("spring").nth(5).waitFor();
  await page
    .getByRole("link", { name: /result/i })
    .first()
    .click();
  await page.getByRole("heading", { name: "Tags added: spring" }).waitFor();
  await page.getByRole("button", { name: "Changed 130" }).waitFor();
  expect(await violations(page)).toEqual([]);

  // What a colleague changed since stays as it is.
  const kept = await customer(team, "c7@list.example");
  await team.admin.client.mutation(api.customers.setTags, {
    orgId: team.orgId,
    customerId: kept._id,
    tags: ["spring", "loyal"],
  });
  // Pressed twice it is taken back once, without a word of complaint.
  await page.getByRole("button", { name: "Undo all" }).dblclick();
  await page.getByRole("button", { name: /^Taken back/ }).waitFor();
  expect(await page.getByText("This work has already ended").count()).toBe(0);
  await expect.poll(async () => await countOf(team, "spring"), { timeout: patienceMs }).toBe(1);
  expect((await customer(team, "c7@list.example")).tags).toEqual(["spring", "loyal"]);
  expect([...problems, ...other.problems]).toEqual([]);
});

test("CUS-39: a phone double-clicked in its row is edited, saved, audited and taken back; one press opens the record; a colleague's change is not written over", async () => {
  const team = await newTeam(orbit, "List Double");
  const { orgId } = team;
  await fill(team, 3);
  const { _id: customerId } = await customer(team, "c1@list.example");
  const set = (phone: string) =>
    team.admin.client.mutation(api.customers.update, { orgId, customerId, patch: { phone } });
  const stored = async () => (await customer(team, "c1@list.example")).phone;
  await set("+1 202 555 0101");
  const rita = await team.join("Rita Manager", "manager");
  const { page, problems } = await openAs(browser, orbit, rita, `/o/${team.slug}/customers`);
  const phone = page.getByRole("link", { name: /202.*555.*0101/ });
  const editor = page.locator('input.table-editor[type="tel"]');
  await phone.dblclick();
  await editor.fill("+1 202 555 0199");
  await editor.press("Enter");
  await page.getByText(/Phone changed/).waitFor();
  expect(page.url()).not.toContain("open=");
  expect(await stored()).toBe("+1 202 555 0199");
  const audited = await team.admin.client.query(api.history.list, {
    orgId,
    customerId,
    paginationOpts: { numItems: 1, cursor: null },
  });
  expect(audited.page[0]).toMatchObject({
    actorName: "Rita Manager",
    changes: [{ field: "phone", from: "+1 202 555 0101", to: "+1 202 555 0199" }],
  });
  await page.getByRole("button", { name: "Undo" }).click();
  await phone.dblclick();
  await set("+1 202 555 0150");
  await editor.fill("+1 202 555 0123");
  await editor.press("Enter");
  await page.getByText(/List Double Admin changed it meanwhile: \+1 202 555 0150/).waitFor();
  await page.getByText("Yours: +1 202 555 0123").waitFor();
  expect(await stored()).toBe("+1 202 555 0150");
  await page.getByRole("button", { name: "Keep mine" }).click();
  await expect.poll(stored).toBe("+1 202 555 0123");

  // Beside the number: the record.
  const cell = page.getByRole("row").filter({ hasText: "0123" }).locator("[data-edit]").first();
  await cell.click();
  await page.waitForURL(/open=/);
  await page.keyboard.press("Escape");

  // A record that leaves the list under the pen says so; one that only stops fitting the filter is saved.
  const { _id: other } = await customer(team, "c2@list.example");
  const setOther = (patch: object) =>
    team.admin.client.mutation(api.customers.update, { orgId, customerId: other, patch, reason: "As told" });
  await setOther({ phone: "+1 202 555 0177", status: "prospect" });
  await page.goto(`${orbit.url}/o/${team.slug}/customers?status=prospect`);
  const second = page.getByRole("link", { name: /202.*555.*0177/ });
  await second.dblclick();
  await editor.fill("+1 202 555 0178");
  await setOther({ status: "active" });
  await editor.waitFor({ state: "detached" });
  await expect.poll(async () => (await customer(team, "c2@list.example")).phone).toBe("+1 202 555 0178");
  await setOther({ status: "prospect", phone: "+1 202 555 0177" });
  await second.dblclick();
  await editor.fill("+1 202 555 0179");
  await team.admin.client.mutation(api.customers.remove, { orgId, customerId: other });
  await page.getByText("It is not here any more").waitFor();
  expect(problems).toEqual([]);
});

test("UIX-01: the list opens under /customers and /admin/customers, and asks strangers to sign in", async () => {
  const team = await newTeam(orbit, "List Addresses");
  await fill(team, 2);
  const { page, problems } = await openAs(browser, orbit, team.admin, "/admin/customers");
  await counted(page, "2").waitFor();
  expect(new URL(page.url()).pathname).toBe(`/o/${team.slug}/customers`);
  await page.goto(`${orbit.url}/customers?status=active`);
  await counted(page, "1").waitFor();
  const stranger = await (await browser.newContext()).newPage();
  for (const address of ["/customers", "/admin/customers"]) {
    await stranger.goto(orbit.url + address);
    await stranger.waitForURL(/\/sign-(in|up)\?next=/);
  }
  expect(problems).toEqual([]);
});

test("UIX-06: a row's menu shows what the role may do, and each of it works", async () => {
  const team = await newTeam(orbit, "List Rows");
  await fill(team, 3);
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/customers`);
  const row = (name: string) => page.getByRole("row", { name: new RegExp(name) });
  const choose = async (name: string, item: string) => {
    await row(name)
      .getByText(/^(Active|Prospect|Inactive)$/)
      .click({ button: "right" });
    await page.getByRole("menuitem", { name: new RegExp(`^${item}`) }).click();
  };
  await row("Customer 00").hover();
  await page.getByTitle("Actions of the row").click();
  await page.getByRole("menuitem").first().waitFor();
  const words = await page.getByRole("menuitem").allInnerTexts();
  expect(words.map((text) => text.split("\n")[0])).toEqual([
    "Open",
    "Change owner",
    "Change tags",
    "Record a sale",
    "Sell a package",
    "Copy the code",
    "Edit all fields",
    "Full history",
    "Merge with another…",
    "Everything we hold on this person",
    "Deactivate",
    "Delete",
  ]);
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");

  for (const [item, address] of [
    ["Open", /\/customers\/[^/]+$/],
    ["Edit all fields", /\/edit$/],
    ["Full history", /\/history$/],
    ["Merge with another…", /\/merge\?records=/],
  ] as const) {
    await choose("Customer 00", item);
    await page.waitForURL(address);
    await page.goBack();
    await counted(page, "3").waitFor();
  }
  await choose("Customer 00", "Deactivate");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/^Reason/).fill("Moved away");
  await dialog.getByRole("button", { name: "Deactivate" }).click();
  await row("Customer 00").getByText("Inactive").waitFor();
  expect((await customer(team, "c0@list.example")).isActive).toBe(false);
  await choose("Customer 01", "Delete");
  await counted(page, "2").waitFor();
  await page
    .locator("[data-sonner-toast]")
    .filter({ hasText: "Customer 01" })
    .getByRole("button", { name: "Undo" })
    .click();
  await counted(page, "3").waitFor();

  // By keys, and for a role that changes no customer.
  const reader = await openAs(
    browser,
    orbit,
    await team.join("Sam Support", "support"),
    `/o/${team.slug}/customers`,
  );
  await counted(reader.page, "3").waitFor();
  await reader.page.getByRole("grid", { name: "Customers" }).focus();
  await reader.page.keyboard.press("Home");
  await reader.page.keyboard.press("Shift+F10");
  await reader.page.getByRole("menuitem").first().waitFor();
  expect(await reader.page.getByRole("menuitem").allInnerTexts()).toEqual([
    "Open",
    "Change tags\nT",
    "Record a sale",
    "Copy the code",
    "Full history",
    "Merge with another…",
  ]);
  expect([...problems, ...reader.problems]).toEqual([]);
});

const countOf = async (team: Team, tag: string) =>
  await team.admin.client.query(api.customers.count, { orgId: team.orgId, filters: { tag } });

async function customer(team: Team, text: string) {
  const { rows } = await team.admin.client.query(api.customers.search, { orgId: team.orgId, text });
  return rows[0]!;
}

async function pick(page: Page, select: Locator, name: string) {
  await select.click();
  await page.getByRole("option", { name, exact: true }).click();
}

/** Ticks words in the first condition that has none. */
async function choose(
  page: Page,
  word: string,
  within: Locator = page.getByRole("dialog", { name: "Filters" }),
) {
  await within.getByRole("button", { name: "Choose…" }).first().click();
  await page.getByRole("menuitemcheckbox", { name: word, exact: true }).click();
  await page.keyboard.press("Escape");
}

test("a list is worked by keys from the first J on, and on a phone its filters lie beside nothing else", async () => {
  const team = await newTeam(orbit, "Keys And Thumbs");
  await fill(team, 4);
  const { page, problems } = await openAs(
    browser,
    orbit,
    team.admin,
    `/o/${team.slug}/customers?by=status&status=active,prospect&type=business,individual`,
  );
  await counted(page, "4").waitFor();
  const row = (name: string) => page.getByRole("row", { name });
  await row("Customer 00").waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("Space");
  await page.locator(".table-row[aria-selected='true']").waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press(".");
  await page.getByRole("menuitem", { name: "Full history" }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByRole("tab", { name: "Overview" }).waitFor();
  await page.keyboard.press("Escape");

  // What the pointer brings out stands in the row under it.
  await page.getByRole("row", { name: "Customer 02" }).getByText("c2@list.example").hover();
  const place = (await page.getByRole("row", { name: "Customer 02" }).boundingBox())!;
  for (const title of ["Edit E-mail", "Actions of the row"]) {
    const pencil = (await page.getByTitle(title).boundingBox())!;
    expect(pencil.y).toBeGreaterThanOrEqual(place.y);
    expect(pencil.y + pencil.height).toBeLessThanOrEqual(place.y + place.height);
  }

  await page.setViewportSize({ width: 360, height: 740 });
  const chip = page.locator(".chip").first();
  await chip.waitFor();
  const boxes = await page
    .locator(".toolbar input, .toolbar .button:visible, .chip")
    .evaluateAll((all) =>
      all
        .map((one) => one.getBoundingClientRect())
        .map(({ x, y, right, bottom }) => ({ x, y, right, bottom })),
    );
  for (const [at, one] of boxes.entries())
    for (const other of boxes.slice(at + 1))
      expect(
        one.right <= other.x + 1 ||
          other.right <= one.x + 1 ||
          one.bottom <= other.y + 1 ||
          other.bottom <= one.y + 1,
      ).toBe(true);
  await page.getByText("Grouped by").waitFor();
  await page.getByRole("button", { name: "Without groups" }).click();
  await page.getByText("Grouped by").waitFor({ state: "detached" });
  await row("Customer 00").waitFor();
  expect(new URL(page.url()).searchParams.has("by")).toBe(false);
  expect(problems).toEqual([]);
});

test("UIX-07: J walks from a record's own page past the rows the list had read, to the last of all", async () => {
  const team = await newTeam(orbit, "Long Walk");
  await fill(team, 56);
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/customers`);
  await counted(page, "56").waitFor();
  await page.getByRole("link", { name: "Customer 00" }).click();
  await page.getByRole("dialog").getByText("Customer 00").first().waitFor();
  await page.keyboard.press("o");
  const heading = (n: number) =>
    page.getByRole("heading", { name: `Customer ${String(n).padStart(2, "0")}`, level: 1, exact: true });
  await heading(0).waitFor();
  // A list reads fifty at first, and is not on the screen any more.
  for (let n = 1; n < 56; n++) {
    await page.keyboard.press("j");
    await heading(n).waitFor();
  }
  expect(await page.getByRole("button", { name: "Next customer" }).isDisabled()).toBe(true);
  expect(problems).toEqual([]);
});

test("SRC-26 UIX-20: Ctrl+K finds an order by its number and a customer's dealings by name, live, and opens their sheets; the record's page leads to each with one press", async () => {
  const team = await newTeam(orbit, "Found By Number");
  const { orgId, slug } = team;
  const { client } = team.admin;
  await client.mutation(api.settings.update, {
    orgId,
    changes: { modules: { quotes: true, leads: true, tours: true, pos: false } },
  });
  const { customerId } = await client.mutation(api.customers.create, {
    orgId,
    input: { name: "Alma Reyes", email: "alma@numbers.test" },
  });
  const order = (description: string) =>
    client.mutation(api.orders.create, {
      orgId,
      customerId,
      input: { lines: [{ description, quantity: 1000, unitPrice: 10_000, taxRate: 0 }] },
    });
  await order("Guide, per day");
  await client.mutation(api.serviceJobs.create, {
    orgId,
    customerId,
    input: { title: "Mend the saddle", totalAmount: 4_000 },
  });
  const tourId = await client.mutation(api.tours.create, {
    orgId,
    input: { name: "Altai in autumn", basePrice: 10_000, capacity: 10, durationDays: 3 },
  });
  const tourDepartureId = await client.mutation(api.tours.addDate, {
    orgId,
    tourId,
    input: { departureDate: "2030-09-12" },
  });
  await client.mutation(api.bookings.create, {
    orgId,
    customerId,
    input: { tourDepartureId, numParticipants: 2 },
  });

  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${slug}/customers`);
  await counted(page, "1").waitFor();
  const palette = page.getByRole("dialog", { name: "Commands" });
  const find = async (text: string) => {
    await page.keyboard.press("Control+k");
    await palette.getByRole("combobox").waitFor();
    await page.keyboard.type(text);
  };
  /** Enter means the best answer once the answers are there. */
  const enter = async (option: Locator) => {
    await expect.poll(() => option.getAttribute("aria-selected")).toBe("true");
    await page.keyboard.press("Enter");
  };
  await find("ord 2");
  await palette.getByText("Nothing found").waitFor();
  // Somebody else writes it, and it is there.
  await order("Tent for two");
  await enter(palette.getByRole("option", { name: /ORD-0002 Tent for two/ }));
  await page.getByRole("dialog").getByText("ORD-0002").first().waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });

  await find("alma");
  await palette.getByRole("option", { name: /Altai in autumn/ }).waitFor();
  await look(page, "palette everything");
  expect(await palette.locator("[cmdk-group-heading]:visible").allTextContents()).toEqual([
    "Customers",
    "Orders",
    "Jobs",
    "Bookings",
  ]);
  await palette.getByRole("option", { name: /JOB-0001 Mend the saddle/ }).click();
  await page.getByRole("dialog").getByText("Mend the saddle").first().waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });

  await find("alma");
  await palette.getByRole("option", { name: /Altai in autumn/ }).click();
  await page.getByRole("dialog").getByText("Alma Reyes").first().waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });

  await find("altai");
  await enter(palette.getByRole("option", { name: "Altai in autumn", exact: true }));
  await page.getByRole("heading", { name: "Altai in autumn" }).waitFor();

  // One press on the record's page reaches each of them.
  const about = { orgId, customerId };
  await client.mutation(api.contacts.create, {
    ...about,
    input: { firstName: "Vera", lastName: "Petrova" },
  });
  await client.mutation(api.notes.create, { ...about, input: { noteText: "Prefers mornings" } });
  await client.mutation(api.leads.create, { ...about, title: "Wants a second tour" });
  await client.mutation(api.transactions.record, { ...about, input: { amount: 2_500, reference: "R-77" } });
  await client.mutation(api.interactions.create, {
    ...about,
    input: { type: "call", subject: "Asked about saddles", description: "Two of them." },
  });
  const packageId = await client.mutation(api.packages.create, {
    orgId,
    input: { name: "Ten rides", price: 9_000, sessions: 10 },
  });
  await client.mutation(api.packages.sell, { ...about, packageId, input: {} });
  await page.goto(`${orbit.url}/o/${slug}/customers/${customerId}`);
  for (const [tab, told] of [
    ["Timeline", "Asked about saddles"],
    ["Interactions", "Asked about saddles"],
    ["Notes", "Prefers mornings"],
    ["Orders", "ORD-0002"],
    ["Jobs", "JOB-0001"],
    ["Transactions", "R-77"],
    ["Packages", "Ten rides"],
    ["Bookings", "Altai in autumn"],
    ["Contacts", "Vera Petrova"],
    ["Leads", "Wants a second tour"],
  ] as const) {
    await page.getByRole("tab", { name: new RegExp(`^${tab}`) }).click();
    await page.getByRole("tabpanel").getByText(told).first().waitFor();
  }
  await page.getByRole("tab", { name: /^History/ }).click();
  await page.getByRole("tabpanel").getByRole("listitem").first().waitFor();
  await page.getByRole("tab", { name: /^Orders/ }).click();
  await page.getByRole("tabpanel").getByText("ORD-0002").click();
  await page.getByRole("dialog").getByText("Tent for two").first().waitFor();
  expect(problems).toEqual([]);
});

test("the palette finds a customer by its note and shows the words; an action called what is typed comes first", async () => {
  const team = await newTeam(orbit, "Found By Note");
  await fill(team, 3);
  const { page: rows } = await team.admin.client.query(api.customers.list, {
    orgId: team.orgId,
    sort: "name",
    order: "asc",
    cursor: null,
  });
  await team.admin.client.mutation(api.notes.create, {
    orgId: team.orgId,
    customerId: rows[1]!._id,
    input: { noteText: "Travels with a harpsichord, needs the freight lift." },
  });
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/customers`);
  await counted(page, "3").waitFor();
  // Typed at once, as people do: the palette is fetched meanwhile, and no letter is lost or a shortcut of the list.
  await page.keyboard.press("Control+k");
  await page.keyboard.type("harpsi");
  const palette = page.getByRole("dialog");
  await palette.getByRole("combobox").waitFor();
  expect(await palette.getByRole("combobox").inputValue()).toBe("harpsi");
  const found = palette.getByRole("option", { name: /Customer 01/ });
  await found.getByText("harpsi", { exact: true }).waitFor();
  // Answers and actions come a moment apart.
  await expect.poll(() => palette.getByRole("option").count()).toBe(1);
  await palette.getByRole("combobox").fill("new cust");
  await palette.getByRole("option", { name: /New customer/ }).waitFor();
  await expect.poll(() => palette.getByRole("option").first().textContent()).toContain("New customer");
  await page.keyboard.press("Escape");
  // Also before answers that have the word, and when it was all typed before the palette was there.
  await page.keyboard.press("Control+k");
  await page.keyboard.type("custom");
  await palette.getByRole("option", { name: /Customer 01/ }).waitFor();
  const first = palette.getByRole("option").first();
  await expect.poll(() => first.textContent()).toMatch(/^New customer/);
  await expect.poll(() => first.getAttribute("aria-selected")).toBe("true");
  await page.keyboard.press("Escape");
  await page.getByRole("searchbox").first().fill("freight");
  await page.getByText("… freight lift").waitFor();
  expect(problems).toEqual([]);
});
