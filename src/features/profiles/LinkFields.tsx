// The fourth part of the form of a new customer: who this person is on the website (PRL-05, UIX-11).
import { useEffect, useId, useState } from "react";
import { api } from "../../../convex/_generated/api";
import { useOrgQueryKept } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import type { ComboOption } from "../../ui/Combobox";
import { Confidence, Evidence } from "./Evidence";
import { messages } from "./messages";
import { ProfilePicker } from "./ProfilePicker";
import { VipBadge } from "./VipBadge";
import "./profiles.css";

const restMs = 300;

export default function LinkFields(props: {
  /** What is worth asking of what has been typed. */
  typed: { name?: string; phone?: string; secondaryPhone?: string; email?: string };
  value: ComboOption | null;
  onChange: (profile: ComboOption | null) => void;
}) {
  const { value, onChange } = props;
  const words = useMessages(messages);
  const group = useId();
  const wanted = JSON.stringify(props.typed);
  const [asked, setAsked] = useState(wanted);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(wanted), restMs);
    return () => clearTimeout(timer);
  }, [wanted]);
  const question = JSON.parse(asked) as typeof props.typed;
  const isEmpty = Object.keys(question).length === 0;
  const found = useOrgQueryKept(api.profiles.suggest, isEmpty ? "skip" : question);
  const suggested = isEmpty ? [] : (found ?? []);
  const isOther = value !== null && suggested.every(({ profile }) => profile._id !== value.value);
  return (
    <div className="stack">
      <p className="quiet">{isEmpty && value === null ? words.formEmpty : words.formNote}</p>
      {(suggested.length > 0 || value !== null) && (
        <fieldset className="profile-options">
          <legend className="visually-hidden">{words.suggested}</legend>
          <label className="profile-option">
            <input type="radio" name={group} checked={value === null} onChange={() => onChange(null)} />
            {words.noProfile}
          </label>
          {suggested.map(({ profile, confidence, evidence }) => (
            <label key={profile._id} className="profile-option">
              <input
                type="radio"
                name={group}
                checked={value?.value === profile._id}
                onChange={() => onChange({ value: profile._id, label: profile.label })}
              />
              <span className="grow">
                <span className="row profile-name">
                  <span className="truncate">{profile.label}</span>
                  <Confidence value={confidence} />
                  {profile.vip !== null && <VipBadge vip={profile.vip} />}
                </span>
                <span className="meta profile-reach">
                  {[profile.email, profile.phoneNumber]
                    .filter((one) => one && one !== profile.label)
                    .join(" · ")}
                </span>
                <Evidence of={evidence} />
              </span>
            </label>
          ))}
          {isOther && (
            <label className="profile-option">
              <input type="radio" name={group} checked readOnly />
              {value.label}
            </label>
          )}
        </fieldset>
      )}
      <ProfilePicker value={isOther ? value : null} onChange={onChange} clearable />
    </div>
  );
}
