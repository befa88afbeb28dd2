// A VIP tier, the same everywhere: a star in the tier's colour and its name.
import { StarFilledIcon } from "@radix-ui/react-icons";
import { Badge } from "../../ui/Badge";
import { useTier, type Tier } from "./useTiers";

export function TierBadge({ tier }: { tier: Pick<Tier, "name" | "color" | "description"> }) {
  return (
    <Badge
      role={tier.color}
      icon={<StarFilledIcon aria-hidden />}
      {...(tier.description === "" ? {} : { title: tier.description })}
    >
      {tier.name}
    </Badge>
  );
}

/** By id; nothing while tiers load. */
export function TierById({ tierId }: { tierId: string | null }) {
  const tier = useTier(tierId);
  return tier === undefined ? null : <TierBadge tier={tier} />;
}
