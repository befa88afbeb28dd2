// Who a customer is on the website: the link with its facts and the VIP row, or whom it may be (PRL-02, PRL-03, PRL-05).
import { useState } from "react";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import { useOrgQuery } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Skeleton } from "../../ui/Feedback";
import { LiveValue } from "../../ui/LiveValue";
import { DateText, DayText } from "../../ui/Values";
import type { CustomerPartProps } from "../customers/openCustomer";
import { Confidence, Evidence } from "./Evidence";
import { messages } from "./messages";
import { ProfilePicker } from "./ProfilePicker";
import { useLinking } from "./useLinking";
import { VipBadge } from "./VipBadge";
import { useMethodWord } from "./words";
import "./profiles.css";

type Found = FunctionReturnType<typeof api.profiles.ofCustomer>;

export function CustomerProfilePanel({ customer }: CustomerPartProps) {
  const found = useOrgQuery(api.profiles.ofCustomer, { customerId: customer._id });
  if (found === undefined) {
    return (
      <div className="profile-panel" aria-hidden>
        <Skeleton width="70%" />
        <Skeleton width="50%" />
      </div>
    );
  }
  return (
    <div className="profile-panel">
      {found.vip !== null && <Vip vip={found.vip} />}
      {found.link === null ? (
        <Unlinked customer={customer} found={found} />
      ) : (
        <Linked customer={customer} link={found.link} may={found.may} />
      )}
    </div>
  );
}

function Vip({ vip }: { vip: NonNullable<Found["vip"]> }) {
  const words = useMessages(messages);
  return (
    <div>
      <p className="row profile-name">
        <strong className="truncate">{vip.displayName}</strong>
        <VipBadge vip={vip} />
      </p>
      <p className="meta profile-reach">
        {[vip.email, vip.phoneNumber].filter(Boolean).join(" · ")}
        {vip.since !== null && (
          <span>
            {" "}
            {words.since} <DayText day={vip.since} />
          </span>
        )}
      </p>
    </div>
  );
}

function Linked(props: { link: NonNullable<Found["link"]>; may: Found["may"] } & CustomerPartProps) {
  const { customer, link, may } = props;
  const words = useMessages(messages);
  const method = useMethodWord();
  const { unlink } = useLinking();
  const [isChoosing, setChoosing] = useState(false);
  const label = link.profile?.label ?? words.gone;
  return (
    <>
      <div>
        <p className="row profile-name">
          <LiveValue
            value={label}
            field={`customer:${customer._id}.linkedProfileId`}
            by={customer.updatedByName}
          >
            <span className="profile-label">{label}</span>
          </LiveValue>
          <Confidence value={link.confidence} />
        </p>
        <p className="meta profile-reach">
          {[link.profile?.email, link.profile?.phoneNumber].filter((one) => one && one !== label).join(" · ")}
        </p>
        <p className="meta">
          {words.linkedBy({ how: method(link.method) })}, <DateText at={link.linkedAt} />
        </p>
      </div>
      {may.link && (
        <div className="row profile-answers">
          <Button size="small" onClick={() => void unlink(label, customer._id)}>
            {words.unlink}
          </Button>
          <Button
            size="small"
            look="ghost"
            aria-expanded={isChoosing}
            onClick={() => setChoosing(!isChoosing)}
          >
            {words.relink}
          </Button>
        </div>
      )}
      {isChoosing && <Choose customer={customer} onDone={() => setChoosing(false)} />}
    </>
  );
}

function Unlinked({ customer, found }: { found: Found } & CustomerPartProps) {
  const words = useMessages(messages);
  const { link } = useLinking();
  const [isChoosing, setChoosing] = useState(false);
  return (
    <>
      {found.suggested.length === 0 && <p className="quiet">{words.none}</p>}
      {found.suggested.length > 0 && (
        <ul aria-label={words.suggested}>
          {found.suggested.map(({ profile, confidence, evidence }) => (
            <li key={profile._id} className="profile-candidate">
              <div className="grow">
                <p className="row profile-name">
                  <span className="profile-label">{profile.label}</span>
                  <Confidence value={confidence} />
                </p>
                <Evidence of={evidence} />
              </div>
              <Button
                size="small"
                aria-label={words.toLink({ profile: profile.label })}
                onClick={() => void link(profile, customer, true)}
              >
                {words.link}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {found.may.link &&
        (isChoosing ? (
          <Choose customer={customer} onDone={() => setChoosing(false)} />
        ) : (
          <Button size="small" look="ghost" className="profile-choose" onClick={() => setChoosing(true)}>
            {words.chooseProfile}
          </Button>
        ))}
    </>
  );
}

function Choose({ customer, onDone }: { onDone: () => void } & CustomerPartProps) {
  const { link } = useLinking();
  return (
    <ProfilePicker
      autoFocus
      value={null}
      onChange={(chosen) => {
        onDone();
        if (chosen !== null) void link({ _id: chosen.value, label: chosen.label }, customer, false);
      }}
    />
  );
}
