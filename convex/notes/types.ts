/** The kinds of note (NOT-02), pure: the form, the filter and the table read the same list. */
export const noteTypes = ["general", "complaint", "feedback", "request", "preference", "other"] as const;
export type NoteType = (typeof noteTypes)[number];

/** So many notes of one customer may stand above the others. */
export const mostPinned = 5;
/** So many people may be named in one note. */
export const mostMentions = 10;
