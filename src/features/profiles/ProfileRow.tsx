// One person of the website: who they are there, and which customer they are or may be.
import { useState } from "react";
import { Link } from "react-router";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgQuery, type OrgRow } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { Skeleton } from "../../ui/Feedback";
import { CustomerPicker } from "../customers/CustomerPicker";
import { Confidence, Evidence } from "./Evidence";
import { messages } from "./messages";
import { useLinking } from "./useLinking";
import { VipBadge } from "./VipBadge";

type Profile = OrgRow<typeof api.profiles.list>;

export function ProfileRow({ profile }: { profile: Profile }) {
  return (
    <li className="profile" aria-label={profile.label}>
      <div className="profile-person">
        <Avatar name={profile.label} round />
        <div className="grow">
          <p className="row profile-name">
            <span className="truncate">{profile.label}</span>
            {profile.vip !== null && <VipBadge vip={profile.vip} />}
          </p>
          <p className="meta profile-reach">{reachOf(profile)}</p>
        </div>
      </div>
      {profile.isLinked ? <Holder profile={profile} /> : <Candidates profile={profile} />}
    </li>
  );
}

/** What else is known; the website's own id, which tells people little, only where it is all there is. */
function reachOf({ email, phoneNumber, externalId, label }: Profile): string {
  const known = [email, phoneNumber].filter((one) => one !== null);
  return (known.length === 0 ? [externalId] : known).filter((one) => one !== label).join(" · ");
}

function Holder({ profile }: { profile: Profile }) {
  const words = useMessages(messages);
  const org = useOrg();
  const { unlink } = useLinking();
  const { customer } = profile;
  if (customer === null) return <p className="quiet">{words.hidden}</p>;
  return (
    <div className="profile-candidate">
      <div className="grow">
        <Link className="link truncate" to={org.path(`customers/${customer._id}`)}>
          {customer.name}
        </Link>
        <p className="meta numeric">{customer.customerCode}</p>
      </div>
      {org.can("profiles:link") && (
        <Button size="small" look="ghost" onClick={() => void unlink(profile.label, customer._id)}>
          {words.unlink}
        </Button>
      )}
    </div>
  );
}

function Candidates({ profile }: { profile: Profile }) {
  const words = useMessages(messages);
  const org = useOrg();
  const { link } = useLinking();
  const [isChoosing, setChoosing] = useState(false);
  const found = useOrgQuery(api.profiles.customersFor, { profileId: profile._id });
  const mayLink = org.can("profiles:link");
  return (
    <div className="profile-candidates">
      {found === undefined && <Skeleton width="50%" />}
      {found?.length === 0 && <p className="quiet">{words.noCandidate}</p>}
      {found?.map(({ customer, confidence, evidence }) => (
        <div key={customer._id} className="profile-candidate">
          <div className="grow">
            <p className="row profile-name">
              <Link className="link truncate" to={org.path(`customers/${customer._id}`)}>
                {customer.name}
              </Link>
              <Confidence value={confidence} />
            </p>
            <p className="meta numeric profile-reach">
              {[customer.customerCode, customer.email, customer.phone].filter(Boolean).join(" · ")}
            </p>
            <Evidence of={evidence} />
          </div>
          {mayLink && (
            <Button
              size="small"
              aria-label={`${words.link}: ${customer.name}`}
              onClick={() => void link(profile, customer, true)}
            >
              {words.link}
            </Button>
          )}
        </div>
      ))}
      {mayLink &&
        (isChoosing ? (
          <CustomerPicker
            autoFocus
            value={null}
            aria-label={words.chooseFor({ profile: profile.label })}
            placeholder={words.choose}
            onChange={(chosen) => {
              setChoosing(false);
              if (chosen !== null) void link(profile, { _id: chosen.value, name: chosen.label }, false);
            }}
          />
        ) : (
          <Button size="small" look="ghost" className="profile-choose" onClick={() => setChoosing(true)}>
            {words.choose}
          </Button>
        ))}
    </div>
  );
}
