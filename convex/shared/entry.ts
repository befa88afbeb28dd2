/** Pieces of zod shapes that several rooms read: text as people type it. */
import * as z from "zod";
import { clean } from "./text";

/** Half a surrogate pair can be neither stored nor sent. */
const isWellFormed = (value: string) => !/\p{Surrogate}/u.test(value);

/** Cleaned text of at most `max` characters; may be empty. */
export const text = (max: number) =>
  z
    .string()
    .transform(clean)
    .refine(isWellFormed, { message: "Remove the broken characters.", params: { rule: "badCharacters" } })
    .pipe(z.string().max(max, `Use at most ${max} characters.`));

/** Text that must say something; `sentence` tells what to enter. */
export const required = (max: number, sentence: string) =>
  text(max).refine((value) => value !== "", { message: sentence, params: { rule: "required" } });

/** Empty text is the same as no text (VAL-25). */
export const optional = (max: number) =>
  text(max)
    .optional()
    .transform((value) => (value === "" ? undefined : value));
