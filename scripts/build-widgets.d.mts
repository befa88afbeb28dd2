/** Builds into `outdir`; answers the name of the form's chunk and the texts of all files by name. */
export function buildWidgets(outdir?: string): Promise<{ chunk: string; files: Record<string, string> }>;
/** Bytes over the wire. */
export function gzipped(text: string): number;
