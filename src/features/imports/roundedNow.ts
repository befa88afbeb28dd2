/** Rounded to the hour, so that the rules of reading are one live answer and not one per moment. */
export const roundedNow = () => Math.floor(Date.now() / 3_600_000) * 3_600_000;
