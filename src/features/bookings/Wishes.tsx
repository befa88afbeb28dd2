// Travel wishes of a customer as they are kept: food, seat, class and whatever else somebody wrote down (TRV-25).
import { useMessages } from "../../i18n/messages";
import { Fact } from "../../ui/InlineEdit";
import { messages } from "./messages";

export function Wishes({ json }: { json: string | null }) {
  const words = useMessages(messages);
  const facts = factsOf(json);
  if (facts.length === 0) return null;
  return (
    <section>
      <h3 className="booking-part">{words.wishes}</h3>
      {facts.map(([label, value]) => (
        <Fact key={label} label={label}>
          <p className="booking-fact">{value}</p>
        </Fact>
      ))}
    </section>
  );
}

/** Texts, numbers and lists wherever they stand; consents and receipts are no wishes. */
function factsOf(json: string | null): [string, string][] {
  const facts: [string, string][] = [];
  const collect = (value: unknown, key: string) => {
    if (Array.isArray(value)) {
      if (value.length > 0) facts.push([key, value.join(", ")]);
    } else if (typeof value === "object" && value !== null) {
      for (const [name, part] of Object.entries(value)) collect(part, name.replaceAll("_", " "));
    } else if (typeof value === "string" || typeof value === "number") {
      if (value !== "") facts.push([key, String(value)]);
    }
  };
  try {
    collect(JSON.parse(json ?? "{}"), "");
  } catch {
    return [];
  }
  return facts;
}
