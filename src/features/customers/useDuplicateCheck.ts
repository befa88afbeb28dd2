// The look-up while typing: one question a moment after the last key, and only once there is something to look for.
import { useEffect, useState } from "react";
import type { FunctionArgs, FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import { useOrgQueryKept } from "../../data/org";

type Question = Omit<FunctionArgs<typeof api.customers.checkDuplicates>, "orgId">;
export type DuplicateMatches = FunctionReturnType<typeof api.customers.checkDuplicates>;

const restMs = 300;
const nothing: DuplicateMatches = { matches: [], crowded: [] };

/** Matches of what is typed, live: a customer that a colleague adds meanwhile appears too. `asked` is the question, come to rest. */
export function useDuplicateCheck(typed: {
  name: string;
  phone: string;
  secondaryPhone: string;
  email: string;
}): DuplicateMatches & { asked: string } {
  const wanted = JSON.stringify(questionOf(typed));
  const [asked, setAsked] = useState(wanted);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(wanted), restMs);
    return () => clearTimeout(timer);
  }, [wanted]);
  const question = JSON.parse(asked) as Question;
  const isEmpty = Object.keys(question).length === 0;
  const found = useOrgQueryKept(api.customers.checkDuplicates, isEmpty ? "skip" : question);
  return { ...(isEmpty ? nothing : (found ?? nothing)), asked };
}

/** What is worth asking of what is typed. */
export function questionOf({
  name,
  phone,
  secondaryPhone,
  email,
}: Parameters<typeof useDuplicateCheck>[0]): Question {
  const digits = (text: string) => text.replace(/\D/g, "").length;
  return {
    ...(name.trim().length >= 3 ? { name: name.trim() } : {}),
    ...(digits(phone) >= 7 ? { phone: phone.trim() } : {}),
    ...(digits(secondaryPhone) >= 7 ? { secondaryPhone: secondaryPhone.trim() } : {}),
    ...(/@.+\../.test(email) ? { email: email.trim() } : {}),
  };
}
