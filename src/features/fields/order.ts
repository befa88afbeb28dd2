// Moving one field beside another, into the other's section.
export interface Place {
  key: string;
  side: "before" | "after";
}

export function moved<F extends { key: string; section: string }>(
  fields: readonly F[],
  key: string,
  { key: beside, side }: Place,
): F[] {
  const field = fields.find((one) => one.key === key);
  const neighbour = fields.find((one) => one.key === beside);
  if (field === undefined || neighbour === undefined || field === neighbour) return [...fields];
  const others = fields.filter((one) => one !== field);
  const at = others.indexOf(neighbour) + (side === "after" ? 1 : 0);
  return [...others.slice(0, at), { ...field, section: neighbour.section }, ...others.slice(at)];
}
