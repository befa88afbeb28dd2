/**
 * Every form by keyboard alone: opened by a key, walked by Tab in the order in which it is seen, each stop with a visible
 * focus, sent by Enter, left by Escape with the draft kept and the focus where it was. A form of the code that is in
 * neither of the two lists fails here.
 */
import { readdirSync, readFileSync } from "node:fs";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { settled } from "./support/axe";
import { launchBrowser, newPerson } from "./support/browser";
import { startOrbit, type Orbit } from "./support/orbit";
import { newTeam, openAs, type Team } from "./support/people";

interface Form {
  /** Under src/features. */
  file: string;
  path: string;
  /** What opens it: a button that has the focus, or a key on the page. A form without either stands on its page. */
  opener?: string | RegExp;
  key?: string;
  /** A choice in the menu that the opener shows. */
  choice?: string;
  /** A field whose text is there again after Escape and opening anew. */
  draft?: string;
  /** How it is sent from its first field; forms of choices alone are sent by their button. */
  sends?: "Enter" | "Control+Enter" | "button";
  /** Seen by somebody who has not signed in. */
  isOutside?: true;
}

const customer = "customers/CUS-001";
const forms: readonly Form[] = [
  { file: "identity/SignInPage", path: "sign-in", isOutside: true },
  { file: "identity/SignUpForm", path: "sign-up", isOutside: true },
  { file: "identity/ResetPage", path: "reset", isOutside: true },
  { file: "customers/NewCustomerSheet", path: "customers", key: "n", draft: "Name" },
  { file: "customers/EditForm", path: `${customer}/edit` },
  { file: "customers/ReasonDialog", path: customer, key: "d", sends: "button" },
  { file: "customers/TagsDialog", path: "customers", key: "t" },
  { file: "customers/NameDialog", path: "customers", opener: "All customers", choice: "Save as new view…" },
  { file: "exports/ExportDialog", path: "customers", opener: "Export this view", sends: "button" },
  {
    file: "contacts/ContactDialog",
    path: `${customer}?tab=contacts`,
    opener: "Add contact",
    draft: "First name",
  },
  { file: "interactions/Composer", path: `${customer}?tab=interactions`, sends: "Control+Enter" },
  { file: "notes/NoteComposer", path: `${customer}?tab=notes`, sends: "Control+Enter" },
  { file: "loyalty/MovementSheet", path: `${customer}?tab=loyalty`, opener: "Add credit" },
  { file: "today/CustomerFollowUpsPanel", path: customer, opener: "Plan a follow-up", draft: "What" },
  { file: "transactions/RecordSaleSheet", path: "transactions", key: "n", sends: "button" },
  { file: "packages/PackageForm", path: "packages", key: "n" },
  {
    file: "packages/SellPackageSheet",
    path: `${customer}?tab=packages`,
    opener: "Sell a package",
    sends: "button",
  },
  { file: "items/ItemSheet", path: "settings/items", opener: "New item" },
  { file: "templates/TemplateSheet", path: "settings/templates", opener: "New template" },
  { file: "campaigns/CampaignSheet", path: "campaigns", key: "n" },
  { file: "customers/CustomerChoice", path: "orders/new", sends: "button" },
  { file: "orders/OrderEditor", path: "orders/new?customer=CUS-001", sends: "button" },
  { file: "serviceJobs/ServiceJobForm", path: `${customer}?tab=serviceJobs`, opener: "New job" },
  { file: "tours/TourSheet", path: "tours", key: "n" },
  { file: "tours/DepartureSheet", path: "tours/$tour", opener: "Add a departure" },
  { file: "bookings/BookSheet", path: "bookings", key: "n", sends: "button" },
  { file: "leads/NewLeadSheet", path: "leads", key: "n", sends: "button" },
  { file: "customers/CustomerChoice", path: "quotes", key: "n", sends: "button" },
  {
    file: "scores/WeightsDialog",
    path: customer,
    opener: "More about the numbers",
    choice: "Weights",
    sends: "button",
  },
  { file: "consent/OtherWishes", path: `${customer}?tab=consent`, opener: "Another wish" },
  { file: "merging/MergePage", path: "merge?records=$customers" },
  { file: "quotes/QuoteEditor", path: "quotes/new?customer=CUS-001" },
  { file: "fields/FieldEditor", path: "settings/fields", opener: "New field" },
  { file: "loyalty/TierSheet", path: "settings/tiers", opener: "New tier" },
  { file: "members/InviteDialog", path: "settings/members", opener: "Invite" },
  { file: "members/Teams", path: "settings/members" },
  { file: "apiKeys/NewKeyDialog", path: "settings/api", opener: "New key" },
  { file: "settings/PasswordDialog", path: "settings/profile", opener: "Change password" },
  { file: "widgets/FormEditor", path: "forms/new" },
  { file: "organizations/NewOrganizationPage", path: "/new" },
  { file: "inbox/ChannelsPage", path: "settings/channels" },
];

/** Worked by keys in the journeys of what they belong to, because they need something to be there first. */
const elsewhere: Readonly<Record<string, string>> = {
  "bookings/ChangeBookingSheet": "bookings.test.ts",
  "bookings/Payments": "bookings.test.ts",
  "bookings/Travellers": "bookings.test.ts",
  "consent/OfferDialog": "consent.test.ts",
  "counter/QuickCustomer": "counter.test.ts",
  "counter/SaleForm": "counter.test.ts",
  "imports/MendRow": "import.test.ts",
  "inbox/Composer": "inbox.test.ts",
  "inbox/UnknownSenders": "inbox.test.ts",
  "fields/KindChange": "fields.test.ts",
  "interactions/InteractionRow": "record.test.ts",
  "leads/LoseDialog": "widgetLead.test.ts",
  "members/TerritoryDialog": "assigned.test.ts",
  "merging/UndoMergeDialog": "merge.test.ts",
  "mirror/AudienceDialog": "mirror.test.ts",
  "mirror/Health": "mirror.test.ts",
  "mirror/RollBackDialog": "mirror.test.ts",
  "notes/NoteRow": "notes.test.ts",
  "quotes/PublicQuotePage": "quote.test.ts",
  "quotes/SendQuoteDialog": "quote.test.ts",
  "today/FollowUpRow": "firstCustomer.test.ts",
};

let orbit: Orbit;
let browser: Browser;
let team: Team;
let page: Page;
let problems: string[];
const customers: string[] = [];
let tour: string;

beforeAll(async () => {
  [orbit, browser] = await Promise.all([startOrbit(), launchBrowser()]);
  team = await newTeam(orbit, "Forms By Keys");
  for (const name of ["Alma Reyes", "Boris Lem"])
    customers.push(
      (
        await team.admin.client.mutation(api.customers.create, {
          orgId: team.orgId,
          input: { name, email: `${name.split(" ")[0]!.toLowerCase()}@forms.example`, type: "business" },
        })
      ).customerId,
    );
  const { orgId } = team;
  const { modules } = await team.admin.client.query(api.settings.get, { orgId });
  await team.admin.client.mutation(api.settings.update, {
    orgId,
    changes: { modules: { ...modules, tours: true } },
  });
  tour = await team.admin.client.mutation(api.tours.create, {
    orgId,
    input: { name: "Altai", basePrice: 10_000, capacity: 12, durationDays: 3 },
  });
  // Where nothing is offered the form of a sale says so, and nothing else.
  await team.admin.client.mutation(api.packages.create, {
    orgId: team.orgId,
    input: { name: "Ten visits", price: 80_000, sessions: 10 },
  });
  ({ page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/customers`));
  await page.getByRole("row", { name: /Alma Reyes/ }).waitFor();
});
afterAll(async () => {
  await browser?.close();
  await orbit?.stop();
});

test("UIX-26: each form of the application is walked by keys", () => {
  const found = readdirSync("src/features", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".tsx"))
    .filter((file) => readFileSync(`src/features/${file}`, "utf8").includes("<form"))
    .map((file) => file.replace(/\.tsx$/, "").replaceAll("\\", "/"));
  const known = [...forms.map(({ file }) => file), ...Object.keys(elsewhere)];
  expect([...new Set(known)].sort()).toEqual(found.sort());
});

describe("UIX-26: by keyboard alone", () => {
  test.each(forms)("$file", async (form) => {
    const seen = form.isOutside ? (await newPerson(browser)).page : page;
    // What fades in and out says nothing at the moment it is asked.
    await seen.emulateMedia({ reducedMotion: "reduce" });
    await seen.goto(
      form.isOutside || form.path.startsWith("/")
        ? new URL(form.path, orbit.url).href
        : `${orbit.url}/o/${team.slug}/${form.path.replace("$customers", customers.join(",")).replace("$tour", tour)}`,
    );
    const field = await openByKeys(seen, form);
    const isOpened = form.key !== undefined || form.opener !== undefined;

    expect(await walk(seen, field)).toEqual([]);
    expect(await isSentBy(seen, field, form.sends ?? "Enter"), "it is sent by keys").toBe(true);
    if (form.draft !== undefined) await field.getByLabel(form.draft).first().fill("Left half-way");
    if (isOpened) {
      await seen.keyboard.press("Escape");
      await field.waitFor({ state: "detached" });
      if (form.opener !== undefined) {
        const opener = openerOf(seen, form);
        await expect
          .poll(async () => await opener.evaluate((element) => element === document.activeElement), {
            message: "the focus returns to what opened it",
          })
          .toBe(true);
      }
    }
    if (form.draft !== undefined) {
      const again = await openByKeys(seen, form);
      expect(await again.getByLabel(form.draft).first().inputValue()).toBe("Left half-way");
      await seen.keyboard.press("Escape");
    }
    if (form.isOutside) await seen.context().close();
    expect(problems.splice(0)).toEqual([]);
  });
});

const openerOf = (seen: Page, { opener }: Form): Locator =>
  seen.getByRole("button", { name: opener!, exact: true }).first();

/** The form once it is there, opened without a pointer. */
async function openByKeys(seen: Page, form: Form): Promise<Locator> {
  const fields = seen.locator("form:visible").filter({ has: seen.locator("input, textarea, button") });
  if (form.opener !== undefined) {
    const opener = openerOf(seen, form);
    // Focus and key in one: what a page draws anew between them would lose the focus.
    await opener.press("Enter");
    if (form.choice !== undefined) {
      await seen.getByRole("menuitem", { name: form.choice }).press("Enter");
    }
  } else if (form.key !== undefined) {
    await seen.getByRole("heading", { level: 1 }).first().waitFor();
    if (form.path === "customers") {
      await seen.getByRole("row", { name: /Alma Reyes/ }).waitFor();
      await seen.getByRole("grid", { name: "Customers" }).focus();
    } else if (form.path === customer) await seen.getByRole("tab").first().waitFor();
    await seen.keyboard.press(form.key);
  }
  if (form.opener !== undefined || form.key !== undefined) {
    // What was opened has the focus within it.
    await seen.waitForFunction(() => document.activeElement?.closest("form") !== null);
    await seen.evaluate(() => document.activeElement!.closest("form")!.setAttribute("data-walked", ""));
  } else {
    await fields.last().waitFor();
    await fields.last().evaluate((element) => element.setAttribute("data-walked", ""));
  }
  await seen.evaluate(settled);
  return seen.locator("form[data-walked]");
}

/** Goes through the form by Tab; what is wrong with it in words, nothing when nothing is. */
async function walk(seen: Page, field: Locator): Promise<string[]> {
  const wrong: string[] = [];
  const places = await field.evaluate((form) => {
    const all = [
      ...form.querySelectorAll<HTMLElement>("input, textarea, select, button, a[href], [tabindex='0']"),
    ];
    const tabbable = all.filter(
      (one) =>
        one.tabIndex >= 0 &&
        !one.matches(":disabled") &&
        one.checkVisibility({ visibilityProperty: true }) &&
        !(one.matches("input[type=radio]:not(:checked)") && isChosen(one as HTMLInputElement)),
    );
    function isChosen(radio: HTMLInputElement) {
      const group = form.querySelectorAll<HTMLInputElement>(
        `input[type=radio][name="${CSS.escape(radio.name)}"]`,
      );
      return [...group].some((one) => one.checked) || group[0] !== radio;
    }
    tabbable.forEach((one, at) => (one.dataset["stop"] = String(at)));
    // All at one position of the scroll, which follows the focus later.
    const places = tabbable.map((one) => {
      const own = one.getBoundingClientRect();
      // A hidden input is shown by what stands for it.
      const shown = own.width > 2 ? own : (one.closest("label") ?? one).getBoundingClientRect();
      const { left, top, bottom } = shown;
      return { left, top, bottom };
    });
    tabbable[0]?.focus();
    return places;
  });
  const stops = places.length;
  if (stops === 0) return ["nothing in it can be reached"];
  let before: Stop | null = null;
  const reached = new Set<number>();
  for (let step = 0; step < stops + 8; step++) {
    const here: Stop | null = await seen.evaluate(() => {
      const active = document.activeElement as HTMLElement | null;
      const stop = active?.dataset["stop"];
      if (!active || stop === undefined) return null;
      const look = (element: Element) => {
        const { outline, boxShadow, borderColor, backgroundColor } = getComputedStyle(element);
        return [outline, boxShadow, borderColor, backgroundColor].join("|");
      };
      const around = [active];
      for (let up = active.parentElement; up !== null && around.length < 6; up = up.parentElement)
        around.push(up);
      const siblings = [...active.parentElement!.children].filter((one) => one !== active).slice(0, 3);
      const looks = () => [...around, ...siblings].map(look).join("\n");
      const focused = looks();
      active.blur();
      const blurred = looks();
      active.focus();
      const name = active.getAttribute("aria-label") ?? active.textContent?.trim() ?? "";
      return {
        stop: Number(stop),
        name: `${active.tagName.toLowerCase()} ${name || (active as HTMLInputElement).name || active.id}`.slice(
          0,
          60,
        ),
        isSeen: focused !== blurred,
      };
    });
    if (here === null) break;
    if (reached.has(here.stop)) break;
    reached.add(here.stop);
    if (!here.isSeen) wrong.push(`no visible focus: ${here.name}`);
    // Up again only where another column begins.
    if (before !== null) {
      const [from, to] = [places[before.stop]!, places[here.stop]!];
      if (to.bottom <= from.top + 1 && to.left <= from.left + 1)
        wrong.push(`out of order: ${here.name} after ${before.name}`);
    }
    before = here;
    await seen.keyboard.press("Tab");
  }
  if (reached.size < stops) {
    const missed = await field.evaluate(
      (form, got) =>
        [...form.querySelectorAll<HTMLElement>("[data-stop]")]
          .filter((one) => !got.includes(Number(one.dataset["stop"])))
          .map((one) => one.outerHTML.slice(0, 120)),
      [...reached],
    );
    wrong.push(...missed.map((html) => `not reached by Tab: ${html}`));
  }
  return wrong;
}

interface Stop {
  stop: number;
  name: string;
  /** It looks otherwise than without the focus. */
  isSeen: boolean;
}

/** Whether the key sends the form; nothing is really sent. */
async function isSentBy(
  seen: Page,
  field: Locator,
  key: "Enter" | "Control+Enter" | "button",
): Promise<boolean> {
  await seen.evaluate(() => {
    const counted = globalThis as unknown as { sent: number };
    counted.sent = 0;
    const stop = (event: Event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      counted.sent += 1;
    };
    window.addEventListener("submit", stop, { capture: true, once: true });
  });
  const typed = field.locator(
    key === "Control+Enter"
      ? "textarea"
      : "input:not([type]), input[type=text], input[type=email], input[type=password], input[type=tel]",
  );
  if (key === "button") {
    const button = field.locator("button[type=submit]").first();
    // Nothing can be sent yet, or what is chosen is sent by the choice.
    if ((await button.count()) === 0 || (await button.isDisabled())) return true;
    await button.focus();
    await seen.keyboard.press("Enter");
  } else {
    const first = typed.first();
    await first.focus();
    if (key === "Control+Enter") {
      await first.fill("Words");
      await seen.keyboard.press(key);
      // Sent without the browser's own event: what was written has left the field.
      return await seen
        .waitForFunction(
          (element) => (element as HTMLTextAreaElement).value === "",
          await first.elementHandle(),
        )
        .then(() => true);
    }
    if ((await first.inputValue()) === "") await seen.keyboard.type("Words");
    // What must be filled in first keeps the button off.
    if (await field.locator("button[type=submit]").first().isDisabled())
      for (const other of await typed.all()) if ((await other.inputValue()) === "") await other.fill("Words");
    await first.focus();
    // A tag is added first; the next Enter sends.
    await seen.keyboard.press(key);
    if ((await seen.evaluate(() => (globalThis as unknown as { sent: number }).sent)) === 0)
      await seen.keyboard.press(key);
  }
  return (await seen.evaluate(() => (globalThis as unknown as { sent: number }).sent)) > 0;
}
