// Forms: react-hook-form and a zod shape, with Orbit's rules. Lazy pieces only (this brings zod and react-hook-form).
import { useCallback, useEffect, useRef, useState, type ReactElement } from "react";
import {
  Controller,
  useForm,
  type DefaultValues,
  type FieldErrors,
  type FieldValues,
  type Path,
  type Resolver,
} from "react-hook-form";
import type * as z from "zod";
import type { OrbitError } from "../../convex/shared/errors";
import { limitOf } from "../../convex/shared/validate";
import { getLocale, useLocale, type Locale } from "../i18n/locale";
import { readLocal, writeLocal } from "../ui/store";
import { errorMessage, factsOf } from "./errorMessage";
import { fieldMessage } from "./fieldMessage";

export interface ZodFormOptions<In> {
  defaults: In;
  /** Keeps what was typed over a reload, in this browser (so never for passwords); cleared by a successful submit or `discardDraft`. */
  draftKey?: string;
}

/**
 * A form over a zod shape. Validates on blur and on submit, focuses the first error, puts the server's issues on their
 * fields and anything else in `problem`.
 */
export function useZodForm<Shape extends z.ZodType<FieldValues, FieldValues>>(
  shape: Shape,
  options: ZodFormOptions<z.input<Shape>>,
) {
  type In = z.input<Shape>;
  type Out = z.output<Shape>;
  const locale = useLocale();
  const draft = options.draftKey ? `orbit.draft.${options.draftKey}` : null;
  const [problem, setProblem] = useState<string | null>(null);
  const shapeRef = useRef(shape);
  shapeRef.current = shape;

  const form = useForm<In, unknown, Out>({
    mode: "onBlur",
    reValidateMode: "onChange",
    defaultValues: {
      ...options.defaults,
      ...(draft ? readLocal<Partial<In>>(draft, {}) : {}),
    } as DefaultValues<In>,
    resolver: useCallback<Resolver<In, unknown, Out>>(async (values) => {
      const result = await shapeRef.current.safeParseAsync(values);
      if (result.success) return { values: result.data as Out, errors: {} };
      const errors: Record<string, unknown> = {};
      for (const issue of result.error.issues) {
        const rule = issue.code === "custom" ? String(issue.params?.["rule"] ?? "custom") : issue.code;
        place(errors, issue.path.map(String), {
          type: rule,
          message: fieldMessage(
            { rule, message: issue.message, facts: issue, ...limitOf(issue) },
            getLocale(),
          ),
        });
      }
      return { values: {}, errors: errors as FieldErrors<In> };
    }, []),
  });

  useEffect(() => {
    if (!draft) return;
    const watching = form.watch((values) => writeLocal(draft, values));
    return () => watching.unsubscribe();
  }, [form, draft]);

  const { errors, isSubmitting, isDirty } = form.formState;
  const discardDraft = () => draft && writeLocal(draft, undefined);

  return {
    ...form,
    busy: isSubmitting,
    isDirty,
    problem,
    setProblem,
    discardDraft,
    /** The sentence beside a field, if it has one; `path` may be nested ("lines.0.price"). */
    error: (path: Path<In>): string | undefined => {
      const found = path
        .split(".")
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], errors);
      return (found as { message?: string } | undefined)?.message;
    },
    /** Wires a control that is not a native input: `form.control("ownerId", (f) => <Select {...f} options={…} />)`. */
    control: <P extends Path<In>>(
      name: P,
      /* oxlint-disable typescript/no-explicit-any -- the control that receives `value` types it: zod and react-hook-form
         disagree on nested optional paths */
      render: (field: {
        value: any;
        onChange: (value: any) => void;
        onBlur: () => void;
        name: string;
        ref: (element: any) => void;
      }) => ReactElement,
      /* oxlint-enable typescript/no-explicit-any */
    ) => <Controller control={form.control} name={name} render={({ field }) => render(field)} />,
    /** For `<form onSubmit>`: validates, then runs; a refusal lands on its field or in `problem`. */
    submit: (run: (input: Out) => Promise<unknown> | void) =>
      form.handleSubmit(async (input) => {
        setProblem(null);
        try {
          await run(input);
          discardDraft();
        } catch (error) {
          const facts = factsOf(error);
          const known = facts === null ? [] : fieldsRefused(facts, errorMessage(error, locale), locale);
          known.forEach(({ path, type, message }, index) =>
            form.setError(path as Path<In>, { type, message }, { shouldFocus: index === 0 }),
          );
          if (known.length === 0) setProblem(errorMessage(error, locale));
        }
      }),
  };
}

/** The fields a refusal is about, with the sentence for each: what somebody else has already belongs to its field too. */
function fieldsRefused(facts: OrbitError, sentence: string, locale: Locale) {
  if (facts.code === "DUPLICATE_CUSTOMER") return [{ path: facts.field, type: "taken", message: sentence }];
  if (facts.code === "CUSTOMER_NAME_CONFLICT") return [{ path: "name", type: "taken", message: sentence }];
  if (facts.code !== "VALIDATION_ERROR") return [];
  return facts.issues
    .filter(({ path }) => path !== "")
    .map((issue) => ({ path: issue.path, type: issue.rule, message: fieldMessage(issue, locale) }));
}

// react-hook-form keeps errors in the shape of the values: lines.0.price is errors.lines[0].price.
function place(
  errors: Record<string, unknown>,
  path: readonly string[],
  error: { type: string; message: string },
) {
  let at = errors;
  const keys = path.length === 0 ? ["root"] : path;
  for (const key of keys.slice(0, -1)) at = (at[key] ??= {}) as Record<string, unknown>;
  const last = keys.at(-1) ?? "root";
  at[last] ??= error;
}
