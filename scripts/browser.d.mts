export const browserArguments: string[];
/** Path of an installed Chromium, or null. Never installs. */
export function installedBrowser(): Promise<string | null>;
/** Path of a Chromium, installing one when there is none. */
export function findBrowser(): Promise<string>;
