/** Names of files inside an archive. Pure. */

/** Nothing in a name leads out of the folder it is unpacked in. */
export function safeName(name: string): string {
  // oxlint-disable-next-line no-control-regex
  const plain = name.replace(/[\u0000-\u001F\u007F<>:"/\\|?*]+/g, "_").replace(/^\.+/, "_");
  return plain.slice(-120) || "file";
}
