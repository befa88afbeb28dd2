/** People of a journey, made through Orbit's public API, and their browsers already signed in. */
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { ConvexHttpClient } from "convex/browser";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import type { Role } from "../../../convex/tenancy/permissions";
import { newPerson } from "./browser";
import type { Orbit } from "./orbit";

export const password = "a long journey of words";

export interface Person {
  name: string;
  email: string;
  /** Speaks to Orbit as this person. */
  client: ConvexHttpClient;
  /** Good for one exchange: opens one browser. */
  refreshToken: string;
}

export interface Team {
  orgId: Id<"organizations">;
  slug: string;
  admin: Person;
  /** Invites, signs up and joins. */
  join(name: string, role: Role): Promise<Person>;
}

let count = Date.now();

export async function newAccount(orbit: Orbit, name: string): Promise<Person> {
  const client = new ConvexHttpClient(orbit.url, { logger: false });
  const email = `${name.toLowerCase().replace(/\W+/g, ".")}.${++count}@journey.test`;
  const tokens = await client.action(api.signIn.signUp, { name, email, password, language: "en" });
  client.setAuth(tokens.accessToken);
  return { name, email, client, refreshToken: tokens.refreshToken };
}

/** The person of an account that is there already. */
export async function signedIn(
  orbit: Orbit,
  { name, email }: Pick<Person, "name" | "email">,
): Promise<Person> {
  const client = new ConvexHttpClient(orbit.url, { logger: false });
  const tokens = await client.action(api.signIn.signIn, { email, password });
  client.setAuth(tokens.accessToken);
  return { name, email, client, refreshToken: tokens.refreshToken };
}

export async function newTeam(orbit: Orbit, name: string): Promise<Team> {
  const admin = await newAccount(orbit, `${name} Admin`);
  const { orgId, slug } = await admin.client.mutation(api.organizations.create, {
    name,
    template: "generic",
    language: "en",
    currency: "USD",
    country: "US",
    timeZone: "UTC",
  });
  return teamOf(orbit, { orgId, slug, admin });
}

/** A team around the admin of an organization. */
export function teamOf(orbit: Orbit, { orgId, slug, admin }: Omit<Team, "join">): Team {
  return {
    orgId,
    slug,
    admin,
    join: async (personName, role) => {
      const { link } = await admin.client.mutation(api.invitations.create, { orgId, email: null, role });
      const person = await newAccount(orbit, personName);
      await person.client.mutation(api.invitations.accept, {
        token: new URL(link).searchParams.get("token")!,
      });
      return person;
    },
  };
}

/** Opens Orbit as the person: the session is the one a sign-in would have left in this browser. */
export async function openAs(
  browser: Browser,
  orbit: Orbit,
  person: Person,
  path: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; problems: string[] }> {
  const opened = await newPerson(browser, options);
  await opened.page.goto(`${orbit.url}/config.json`);
  await opened.page.evaluate(
    (token) => localStorage.setItem("orbit.refreshToken", token),
    person.refreshToken,
  );
  await opened.page.goto(orbit.url + path);
  return opened;
}
