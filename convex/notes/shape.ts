/** What a person may enter as a note (NOT-01..03). */
import * as z from "zod";
import { required } from "../shared/entry";
import { mostMentions, noteTypes } from "./types";

export const noteShape = z.object({
  noteType: z.enum(noteTypes, { error: "Choose one of the kinds of note." }).default("general"),
  noteText: required(10_000, "Write the note first."),
  isInternal: z.boolean().default(true),
  /** Ids of the people named in the text; a person twice counts once. */
  mentioned: z
    .array(z.string())
    .max(mostMentions, `Name at most ${mostMentions} people in one note.`)
    .default([]),
});
export type NoteInput = z.input<typeof noteShape>;

/** An edit names only what changes. */
export const notePatchShape = z
  .object({
    noteType: z.enum(noteTypes, { error: "Choose one of the kinds of note." }),
    noteText: required(10_000, "Write the note first."),
    isInternal: z.boolean(),
    mentioned: z.array(z.string()).max(mostMentions, `Name at most ${mostMentions} people in one note.`),
  })
  .partial();
export type NotePatch = z.input<typeof notePatchShape>;
