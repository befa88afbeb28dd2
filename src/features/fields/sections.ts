// Fields by section, sections in the order in which their first field stands.
export function bySection<F extends { section: string }>(
  fields: readonly F[],
): { section: string; fields: F[] }[] {
  const groups = new Map<string, F[]>();
  for (const field of fields) groups.set(field.section, [...(groups.get(field.section) ?? []), field]);
  return [...groups].map(([section, group]) => ({ section, fields: group }));
}
