/** What was exported is imported again, and is the same. */
import { describe, expect, test } from "vitest";
import { importFile } from "../imports/file.testkit";
import { newOrganization, type Organization } from "../world.testkit";
import { backend, create, exported, inNewWorld, ours, settle, table } from "./exports.testkit";

inNewWorld();

describe("and back", () => {
  test.each(["en", "ru"] as const)(
    "exported and imported again (%s), a customer is the same",
    async (language) => {
      await create({
        name: "Ann Lee",
        phone: "+77015550001",
        secondaryPhone: "+77015550009",
        email: "ann@x.test",
        companyName: "Lee, Sons & Co",
        type: "business",
        status: "lead",
        customerSource: "Referral",
        sourceDetail: 'From "Bob"',
        tags: ["VIP", "spring"],
        address: { line1: "1; The Mews", city: "Almaty", state: "X", postalCode: "050000", country: "KZ" },
        dateOfBirth: "1966-06-17",
        dateJoined: "2021-03-01",
        notes: "one\n- two; three",
        industry: "Travel",
        website: "https://lee.example.com",
        preferredLanguage: "ru",
        smsConsent: true,
        emailConsent: false,
        ownerId: ours.users.sales,
      });
      await create({ name: "Иван Петров", email: "ivan@x.test" });
      const [headings, ...rows] = table(await exported("admin", { language }));
      const twin = await newOrganization(backend, "twin");
      // The owner is found by name.
      await backend.run(async (ctx) => {
        const member = (await ctx.db.query("memberships").collect()).find(
          (row) => row.orgId === twin.orgId && row.role === "sales",
        )!;
        await ctx.db.patch("memberships", member._id, { name: "ours sales" });
      });
      await importFile(twin, { headings: headings!, rows });
      await settle();
      const told = await backend.run(async (ctx) => {
        const all = await ctx.db.query("customers").collect();
        const facts = (org: Organization) =>
          all
            .filter((row) => row.orgId === org.orgId)
            .map((row) => {
              const {
                name,
                phone,
                phoneE164,
                secondaryPhoneE164,
                email,
                companyName,
                type,
                status,
                customerSource,
                sourceDetail,
                tags,
                address,
                dateOfBirth,
                dateJoined,
                notes,
                industry,
                website,
                preferredLanguage,
                smsConsent,
                emailConsent,
                createdAt,
              } = row;
              return {
                name,
                phone,
                phoneE164,
                secondaryPhoneE164,
                email,
                companyName,
                type,
                status,
                customerSource,
                sourceDetail,
                tags,
                address,
                dateOfBirth,
                dateJoined,
                notes,
                industry,
                website,
                preferredLanguage,
                smsConsent,
                emailConsent,
                createdAt: Math.floor(createdAt / 1000),
                isSales: row.ownerId === org.users.sales,
              };
            })
            .sort((a, b) => a.name.localeCompare(b.name));
        return { before: facts(ours), after: facts(twin) };
      });
      expect(told.after).toEqual(told.before);
      expect(told.before).toHaveLength(2);
    },
  );
});
