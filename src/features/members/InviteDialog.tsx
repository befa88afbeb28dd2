// Inviting by mail or by a link; afterwards the link, once.
import { useState } from "react";
import * as z from "zod";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { emailShape } from "../../../convex/accounts/shape";
import type { Role } from "../../../convex/tenancy/permissions";
import { useOrgMutation } from "../../data/org";
import { useSettings } from "../../data/OrbitProvider";
import { useZodForm } from "../../data/useZodForm";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { FormActions, FormField } from "../../ui/FormField";
import { Select } from "../../ui/Select";
import { Segmented } from "../../ui/Tabs";
import { TextField } from "../../ui/TextField";
import LinkDialog from "./LinkDialog";
import { memberMessages } from "./messages";
import { RoleSelect } from "./RoleSelect";

const shape = z
  .object({
    way: z.enum(["mail", "link"]),
    email: z.string(),
    role: z.enum(["admin", "manager", "sales", "support", "brand"]),
    teamId: z.string(),
  })
  .superRefine((value, ctx) => {
    const parsed = value.way === "link" ? null : emailShape.safeParse(value.email);
    for (const issue of parsed?.error?.issues ?? []) {
      ctx.addIssue({
        code: "custom",
        path: ["email"],
        params: { rule: "invalidEmail" },
        message: issue.message,
      });
    }
  });

interface Done {
  link: string;
  email: string | null;
}

export default function InviteDialog(props: {
  teams: readonly { _id: Id<"teams">; name: string }[];
  onClose: () => void;
}) {
  const words = useMessages(memberMessages);
  const { mailConfigured } = useSettings();
  const create = useOrgMutation(api.invitations.create);
  const [done, setDone] = useState<Done | null>(null);
  const form = useZodForm(shape, { defaults: { way: "mail", email: "", role: "sales", teamId: "" } });
  const way = form.watch("way");
  if (done !== null) {
    const lead =
      done.email === null
        ? words.linkLead
        : mailConfigured
          ? words.linkMailed({ email: done.email })
          : words.linkHeld({ email: done.email });
    return <LinkDialog title={words.linkTitle} description={lead} link={done.link} onClose={props.onClose} />;
  }
  return (
    <Dialog open onClose={props.onClose} title={words.inviteTitle} description={words.inviteLead}>
      <form
        className="stack"
        noValidate
        onSubmit={form.submit(async (input) => {
          const email = input.way === "mail" ? input.email.trim() : null;
          const { link } = await create({
            email,
            role: input.role,
            ...(input.teamId === "" ? {} : { teamId: input.teamId as Id<"teams"> }),
          });
          setDone({ link, email });
        })}
      >
        {form.control("way", (field) => (
          <Segmented
            label={words.invite}
            value={field.value as "mail" | "link"}
            onChange={field.onChange}
            options={[
              { value: "mail", label: words.byMail },
              { value: "link", label: words.byLink },
            ]}
          />
        ))}
        {way === "mail" && (
          <FormField label={words.email} required error={form.error("email")}>
            <TextField {...form.register("email")} type="email" inputMode="email" />
          </FormField>
        )}
        <FormField label={words.role} error={form.error("role")}>
          {form.control("role", (field) => (
            <RoleSelect value={field.value as Role} onChange={field.onChange} />
          ))}
        </FormField>
        {props.teams.length > 0 && (
          <FormField label={words.team}>
            {form.control("teamId", (field) => (
              <Select
                value={field.value as string}
                onChange={field.onChange}
                options={[
                  { value: "", label: words.noTeam },
                  ...props.teams.map(({ _id, name }) => ({ value: _id as string, label: name })),
                ]}
              />
            ))}
          </FormField>
        )}
        <FormActions problem={form.problem}>
          <Button onClick={props.onClose}>{words.cancel}</Button>
          <Button type="submit" look="primary" busy={form.busy}>
            {way === "mail" ? words.sendInvitation : words.makeLink}
          </Button>
        </FormActions>
      </form>
    </Dialog>
  );
}
