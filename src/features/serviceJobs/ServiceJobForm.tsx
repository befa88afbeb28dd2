// A job as a form: scheduled for a customer, or changed.
import type * as z from "zod";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { serviceJobShape } from "../../../convex/serviceJobs/shape";
import { useOrgMutation, useOrgQuery, type OrgRow } from "../../data/org";
import { useZodForm } from "../../data/useZodForm";
import { useMessages } from "../../i18n/messages";
import { DateTimeField } from "../../ui/DateField";
import { FormButtons, FormField } from "../../ui/FormField";
import { Sheet } from "../../ui/Sheet";
import { SumFields } from "../../ui/SumFields";
import { TextArea } from "../../ui/TextArea";
import { TextField } from "../../ui/TextField";
import { messages } from "./messages";
import "./serviceJobs.css";

interface Typed extends Record<string, unknown> {
  title: string;
  description: string;
  totalAmount: number | null;
  currency: string;
  scheduledAt: number | null;
}
type Entered = z.output<typeof serviceJobShape> & Record<string, unknown>;

interface Props {
  customerId: Id<"customers">;
  /** null schedules a new one. */
  job: OrgRow<typeof api.serviceJobs.list> | null;
  onClose: () => void;
}

export default function ServiceJobForm(props: Props) {
  const settings = useOrgQuery(api.settings.get, {});
  return settings === undefined ? null : <Form {...props} own={settings.currency} />;
}

function Form({ customerId, job, onClose, own }: Props & { own: string }) {
  const words = useMessages(messages);
  const create = useOrgMutation(api.serviceJobs.create);
  const update = useOrgMutation(api.serviceJobs.update);
  const form = useZodForm(serviceJobShape as unknown as z.ZodType<Entered, Typed>, {
    defaults: {
      title: job?.title ?? "",
      description: job?.description ?? "",
      totalAmount: job?.totalAmount ?? null,
      currency: job?.currency ?? own,
      scheduledAt: job?.scheduledAt ?? null,
    },
  });
  return (
    <Sheet open modal onClose={onClose} title={job?.jobNumber ?? words.newJob}>
      <form
        className="stack"
        onSubmit={form.submit(
          async ({ title, description = "", totalAmount, currency: code, scheduledAt }) => {
            const input = {
              title,
              description,
              totalAmount,
              ...(code === undefined ? {} : { currency: code }),
              scheduledAt: scheduledAt ?? null,
            };
            if (job === null) await create({ customerId, input });
            else await update({ serviceJobId: job._id, input });
            onClose();
          },
        )}
      >
        <FormField label={words.what} required error={form.error("title")}>
          <TextField maxLength={200} {...form.register("title")} />
        </FormField>
        <SumFields form={form} amount="totalAmount" label={words.value} own={own} />
        <FormField label={words.when} optional error={form.error("scheduledAt")}>
          {form.control("scheduledAt", (field) => (
            <DateTimeField {...field} />
          ))}
        </FormField>
        <FormField label={words.description} optional error={form.error("description")}>
          <TextArea rows={3} {...form.register("description")} />
        </FormField>
        <FormButtons form={form} onCancel={onClose}>
          {job === null ? words.add : words.save}
        </FormButtons>
      </form>
    </Sheet>
  );
}
