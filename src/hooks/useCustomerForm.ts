// Entering a customer: what is typed and kept as a draft, who may be the same person, sending, and what a refusal asks for.
import { useMemo, useState } from "react";
import type * as z from "zod";
import { api } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
import { newCustomerShape, type CustomerInput } from "../../convex/customers/shape";
import type { customerSources, customerTypes } from "../../convex/customers/words";
import { dayOf } from "../../convex/shared/days";
import type { ErrorFacts } from "../../convex/shared/errors";
import { factsOf } from "../data/errorMessage";
import { useOrg, useOrgMutation, type useOrgQuery } from "../data/org";
import { reportError } from "../data/useUndoable";
import { useZodForm } from "../data/useZodForm";
import { recordMessages } from "../features/customers/recordMessages";
import { useDrafts } from "../features/customers/useDrafts";
import { questionOf, useDuplicateCheck } from "../features/customers/useDuplicateCheck";
import { useMessages } from "../i18n/messages";
import type { ComboOption } from "../ui/Combobox";
import { useToast } from "./useToast";
import { useCreationTime } from "./useTransitionTimes";

type Conflict = ErrorFacts<"DUPLICATE_CUSTOMER"> | ErrorFacts<"CUSTOMER_NAME_CONFLICT">;

interface Typed extends Record<string, unknown> {
  name: string;
  phone: string;
  email: string;
  companyName: string;
  type: (typeof customerTypes)[number];
  customerSource: (typeof customerSources)[number];
  ownerId: string;
  tags: string[];
  secondaryPhone: string;
  dateOfBirth: string;
  industry: string;
  sourceDetail: string;
  /** "" leaves it to the organization. */
  preferredLanguage: "" | "en" | "ru";
  emailConsent: boolean;
  smsConsent: boolean;
  marketingConsent: boolean;
  website: string;
  address: { line1: string; city: string };
  notes: string;
  /** Minor units of the organization's currency. */
  availableCredit: number | null;
  vipTierId: string;
  /** Values of the organization's own fields by key. */
  custom: Record<string, unknown>;
}

const blank: Typed = {
  name: "",
  phone: "",
  email: "",
  companyName: "",
  type: "individual",
  customerSource: "Walk In",
  ownerId: "",
  tags: [],
  secondaryPhone: "",
  dateOfBirth: "",
  industry: "",
  sourceDetail: "",
  preferredLanguage: "",
  emailConsent: false,
  smsConsent: false,
  marketingConsent: false,
  website: "",
  address: { line1: "", city: "" },
  notes: "",
  availableCredit: null,
  vipTierId: "",
  custom: {},
};

export type CustomerFormRules = NonNullable<ReturnType<typeof useOrgQuery<typeof api.customers.rules>>>;

/** `onMade` is called with the customer's id once it is there. */
export function useCustomerForm(rules: CustomerFormRules, onMade: (customerId: string) => void) {
  const record = useMessages(recordMessages);
  const org = useOrg();
  const { toast } = useToast();
  const [today] = useState(() => dayOf(Date.now(), rules.timeZone));
  const shape = useMemo(
    // The shape takes anything and gives a CustomerInput; the form's own values are its input.
    () =>
      newCustomerShape({ ...rules, today }) as unknown as z.ZodType<
        CustomerInput & Record<string, unknown>,
        Typed
      >,
    [rules, today],
  );
  const form = useZodForm(shape, { defaults: blank, draftKey: `customers.new.${org.orgId}` });
  const create = useOrgMutation(api.customers.create);
  const isMade = useCreationTime("new");
  const ask = useOrgMutation(api.customers.askAccess);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [reason, setReason] = useState("");
  const [profile, setProfile] = useState<ComboOption | null>(null);
  const typed = form.watch();
  const found = useDuplicateCheck(typed);
  const drafts = useDrafts(found.asked);

  async function askFor(match: number) {
    try {
      const { asked } = await ask({ ...questionOf(typed), match });
      toast(record.accessAsked({ who: asked }));
    } catch (error) {
      reportError(error);
    }
  }

  const mayConfirm = conflict?.confirmable === true && org.can("customers:confirmDuplicate");

  async function send(input: CustomerInput, confirmed: boolean) {
    setConflict(null);
    const { ownerId } = form.getValues();
    try {
      const made = await create({
        input: input as never,
        ...(ownerId === "" ? {} : { ownerId: ownerId as Id<"users"> }),
        ...(profile === null ? {} : { linkedProfileId: profile.value }),
        ...(confirmed ? { confirmDuplicate: true, reason } : {}),
      });
      isMade();
      form.discardDraft();
      onMade(made.customerId);
    } catch (error) {
      const facts = factsOf(error);
      if (facts?.code !== "DUPLICATE_CUSTOMER" && facts?.code !== "CUSTOMER_NAME_CONFLICT") throw error;
      const name = facts.duplicates[0]?.name ?? "";
      const field = facts.code === "DUPLICATE_CUSTOMER" ? facts.field : "name";
      // The form has no field for ids of older systems.
      if (field === "stableHashId") throw error;
      const message = { email: record.emailTaken, phone: record.phoneTaken, name: record.nameTaken }[field]({
        name,
      });
      form.setError(field, { type: "taken", message }, { shouldFocus: !facts.confirmable });
      setConflict(facts);
    }
  }

  function discard() {
    form.reset(blank);
    setProfile(null);
    form.discardDraft();
    setConflict(null);
  }

  return {
    form,
    typed,
    found,
    drafts,
    conflict,
    mayConfirm,
    reason,
    setReason,
    profile,
    setProfile,
    send,
    askFor,
    discard,
  };
}
