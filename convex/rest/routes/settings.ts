/** What a program needs to know of the organization: its own fields and its members (over REST, reading only). */
import * as z from "zod";
import { choiceValidator, fieldTypeValidator } from "../../fields/table";
import { definitionsFor, type ShownField } from "../../fields/read";
import { pageOfMembers } from "../../members/roster";
import { roles } from "../../tenancy/permissions";
import { count, id, listPage, whole } from "../answer";
import { paging, selection } from "../entry";
import { lists } from "../route";

const textOrNull = z.string().nullable();
const fieldTypes = fieldTypeValidator.members.map(({ value }) => value);
const colors = choiceValidator.fields.color.members.map(({ value }) => value);

const fieldAnswer = z.strictObject({
  key: z.string().describe("Name of its value in custom; the same whatever the label becomes."),
  label: z.string(),
  type: z.enum(fieldTypes),
  section: z.string(),
  help: textOrNull,
  required: z.boolean(),
  unique: z.boolean(),
  searchable: z.boolean(),
  precision: count.nullable().describe("Decimals of a number."),
  currency: textOrNull.describe("Of a money field, whose values are minor units."),
  choices: z
    .array(
      z.strictObject({
        id: z.string().describe("What values hold."),
        label: z.string(),
        color: z.enum(colors),
        archived: z.boolean(),
      }),
    )
    .nullable(),
  target: z.enum(["customers", "members"]).nullable().describe("What a relation points at."),
  expression: textOrNull,
  mayWrite: z.boolean().describe("Computed fields are never written."),
});

const outward = (field: ShownField): z.output<typeof fieldAnswer> => ({
  key: field.key,
  label: field.label,
  type: field.type,
  section: field.section,
  help: field.help ?? null,
  required: field.required,
  unique: field.unique,
  searchable: field.searchable,
  precision: field.precision ?? null,
  currency: field.currency ?? null,
  choices: field.choices?.map(({ archived = false, ...choice }) => ({ ...choice, archived })) ?? null,
  target: field.target ?? null,
  expression: field.expression ?? null,
  mayWrite: field.mayWrite,
});

const largestPage = 100;

export const settingsRoutes = [
  lists({
    method: "GET",
    path: "/fields",
    group: "Settings",
    summary: "Your own fields of customers, in their order; their values stand in custom",
    permission: "fields:read",
    query: z.strictObject({ ...paging(largestPage), ...selection }),
    list: "fields",
    largestPage,
    answer: fieldAnswer,
    handler: async (ctx) => whole((await definitionsFor(ctx, "customers")).map(outward)),
  }),
  lists({
    method: "GET",
    path: "/members",
    group: "Settings",
    summary: "Active members by name: whom customers, leads and follow-ups can be given to",
    permission: "members:read",
    query: z.strictObject({ ...paging(largestPage), ...selection }),
    list: "members",
    largestPage,
    answer: z.strictObject({
      userId: id.describe("What ownerId and assignedTo hold."),
      name: z.string(),
      email: z.string(),
      role: z.enum(roles),
      territory: textOrNull,
    }),
    handler: async (ctx, { page }) =>
      listPage(await pageOfMembers(ctx, "active", page), ({ userId, name, email, role, territory }) => ({
        userId,
        name,
        email,
        role,
        territory,
      })),
  }),
];
