/**
 * `npm run pictures`: takes the README's pictures from a real Orbit with sample
 * data, so that they show what a reader will see.
 */
import { mkdirSync } from "node:fs";
import { api } from "../convex/_generated/api";
import { launchBrowser } from "../tests/journeys/support/browser";
import { newFormFor, startWebsite } from "../tests/journeys/support/formWorld";
import { startOrbit } from "../tests/journeys/support/orbit";
import { newTeam, openAs } from "../tests/journeys/support/people";

const folder = "docs/pictures";
mkdirSync(folder, { recursive: true });

const orbit = await startOrbit();
const browser = await launchBrowser();
const site = await startWebsite();
try {
  const team = await newTeam(orbit, "Larch & Saddle");
  await team.admin.client.mutation(api.account.updateProfile, {
    name: "Marta Lind",
    preferredLanguage: "en",
    preferredCurrency: "USD",
  });
  await team.join("Dana Moreau", "sales");
  await team.admin.client.mutation(api.sampleData.load, { orgId: team.orgId });
  while ((await team.admin.client.query(api.sampleData.state, { orgId: team.orgId })) !== "present") {
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const take = async (
    path: string,
    name: string,
    options: { dark?: boolean; width?: number; height?: number } = {},
  ) => {
    const person = await team.join(`Ana Ruiz`, "manager");
    const { page } = await openAs(browser, orbit, person, `/o/${team.slug}/${path}`, {
      viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
      colorScheme: options.dark ? "dark" : "light",
    });
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await page.waitForTimeout(1_500);
    await page.waitForFunction(() => document.querySelector(".skeleton") === null);
    await page.screenshot({ path: `${folder}/${name}.png` });
    await page.context().close();
  };
  await take("customers", "customers");
  await take("customers/CUS-027", "customer", { dark: true });
  await take("dashboard", "dashboard", { width: 1440 });
  await take("customers", "phone", { width: 360, height: 740 });

  const { key } = await newFormFor(orbit, { ...team.admin, ...team, password: "" }, [site.origin]);
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(
    site.page("/", {
      head: `<script async src="${orbit.url}/v1/orbit.js"></script><style>body{margin:0;font:18px/1.6 Georgia,serif;background:#f6efe3;color:#2f2a24}main{display:grid;grid-template-columns:1fr 420px;gap:64px;padding:72px}h1{font-weight:400;font-size:48px;line-height:1.1;margin:0 0 16px;color:#24523f}</style>`,
      body: `<div><h1>Ride the high valleys</h1><p>Small groups, steady horses, nights under larch trees. Tell us when you would like to come.</p></div><orbit-lead-form form-key="${key}"></orbit-lead-form>`,
    }),
  );
  await page
    .getByRole("button", { name: /send|submit/i })
    .first()
    .waitFor();
  await page.waitForTimeout(800);
  await page.screenshot({ path: `${folder}/widget.png` });
} finally {
  await site.stop();
  await browser.close();
  await orbit.stop();
}
