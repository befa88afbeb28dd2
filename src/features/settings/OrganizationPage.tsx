// Everything an organization has set up, on one calm page; each setting saves itself (TEN-31).
import { Navigate } from "react-router";
import { useMutation } from "convex/react";
import type { FunctionArgs } from "convex/server";
import { api } from "../../../convex/_generated/api";
import { mostBytes } from "../../../convex/documents/types";
import { useOrg, useOrgMutation, useOrgQuery } from "../../data/org";
import { useFormat } from "../../i18n/format";
import { LOCALES, LOCALE_NAMES } from "../../i18n/locale";
import { useMessages } from "../../i18n/messages";
import { Switch } from "../../ui/Switch";
import { Skeleton } from "../../ui/Feedback";
import { Section } from "../../ui/Page";
import { Select } from "../../ui/Select";
import { CountryField, CurrencyField, TimeZoneField } from "../organizations/PlaceFields";
import { settingsMessages } from "./messages";
import { Setting, SettingsFrame } from "./SettingsFrame";
import { TextSetting } from "./TextSetting";
import { useSave } from "./useSave";

type Changes = FunctionArgs<typeof api.settings.update>["changes"];

export default function OrganizationPage() {
  const org = useOrg();
  if (!org.can("settings:manage")) return <Navigate to={org.path("settings/profile")} replace />;
  return <OrganizationSettings />;
}

function OrganizationSettings() {
  const words = useMessages(settingsMessages);
  const org = useOrg();
  const settings = useOrgQuery(api.settings.get, {});
  const update = useOrgMutation(api.settings.update);
  const rename = useMutation(api.settings.rename);
  const save = useSave();
  const format = useFormat();
  if (settings === undefined) {
    return (
      <SettingsFrame title={words.organization}>
        {Array.from({ length: 8 }, (_, index) => (
          <Setting key={index} label={<Skeleton width={120} />} note={<Skeleton width={220} />}>
            <Skeleton width="100%" height={28} />
          </Setting>
        ))}
      </SettingsFrame>
    );
  }
  const set = (changes: Changes) => save(() => update({ changes }));
  const { churn, identityPolicy } = settings;
  const levels = (["block", "confirm", "warn"] as const).map((value) => ({ value, label: words[value] }));
  const days = (value: number, label: string, change: (days: number) => Changes) => (
    <TextSetting
      value={String(value)}
      label={label}
      unit={words.days({ n: value })}
      inputMode="numeric"
      maxLength={4}
      onSave={(text) => set(change(Number(text)))}
    />
  );
  return (
    <SettingsFrame title={words.organization}>
      <Section title={words.general}>
        <Setting label={words.name} note={words.nameNote} htmlFor="settings-name">
          <TextSetting
            id="settings-name"
            label={words.name}
            value={settings.name}
            onSave={(name) => save(() => rename({ orgId: org.orgId, name }))}
          />
        </Setting>
        <Setting label={words.currency} note={words.currencyNote}>
          <CurrencyField
            aria-label={words.currency}
            value={settings.currency}
            onChange={(currency) => void set({ currency })}
          />
        </Setting>
        <Setting label={words.country} note={words.countryNote}>
          <CountryField
            aria-label={words.country}
            value={settings.country}
            onChange={(country) => void set({ country })}
          />
        </Setting>
        <Setting label={words.timeZone} note={words.timeZoneNote}>
          <TimeZoneField
            aria-label={words.timeZone}
            value={settings.timeZone}
            onChange={(timeZone) => void set({ timeZone })}
          />
        </Setting>
        <Setting label={words.language} note={words.languageNote}>
          <Select
            aria-label={words.language}
            value={settings.language}
            onChange={(language) => void set({ language })}
            options={LOCALES.map((each) => ({ value: each, label: LOCALE_NAMES[each] }))}
          />
        </Setting>
      </Section>
      <Section title={words.customers}>
        <Setting label={words.codePrefix} note={words.codePrefixNote} htmlFor="settings-prefix">
          <TextSetting
            id="settings-prefix"
            label={words.codePrefix}
            value={settings.codePrefix}
            maxLength={9}
            onSave={(codePrefix) => set({ codePrefix })}
          />
        </Setting>
        <Setting label={words.activeWindow} note={words.activeWindowNote}>
          {days(settings.activeWindowDays, words.activeWindow, (activeWindowDays) => ({ activeWindowDays }))}
        </Setting>
        <Setting label={words.visitRule} note={words.visitRuleNote}>
          <Select
            aria-label={words.visitRule}
            value={settings.visitRule ?? "perTransaction"}
            onChange={(visitRule) => void set({ visitRule })}
            options={(["perTransaction", "perDay"] as const).map((value) => ({ value, label: words[value] }))}
          />
        </Setting>
        <Setting label={words.unknownPosCustomer} note={words.unknownPosCustomerNote}>
          <Select
            aria-label={words.unknownPosCustomer}
            value={settings.unknownPosCustomer ?? "queue"}
            onChange={(unknownPosCustomer) => void set({ unknownPosCustomer })}
            options={(["queue", "refuse"] as const).map((value) => ({ value, label: words[value] }))}
          />
        </Setting>
        <Setting label={words.churn} note={words.churnNote}>
          <div className="setting-days">
            {days(churn.mediumAfterDays, words.medium, (mediumAfterDays) => ({
              churn: { ...churn, mediumAfterDays },
            }))}
            {days(churn.highAfterDays, words.high, (highAfterDays) => ({
              churn: { ...churn, highAfterDays },
            }))}
          </div>
        </Setting>
        <Setting label={words.strictConsents} note={words.strictConsentsNote}>
          <Switch
            aria-label={words.strictConsents}
            checked={settings.strictConsents ?? false}
            onChange={(on) => void set({ strictConsents: on })}
          />
        </Setting>
        <Setting label={words.requiredContact} note={words.requiredContactNote}>
          <Select
            aria-label={words.requiredContact}
            value={identityPolicy.requiredContact}
            onChange={(requiredContact) =>
              void set({ identityPolicy: { ...identityPolicy, requiredContact } })
            }
            options={(["either", "phone", "email", "both"] as const).map((value) => ({
              value,
              label: words[value],
            }))}
          />
        </Setting>
      </Section>
      <Section title={words.duplicates} note={words.duplicatesNote}>
        {(
          [
            ["email", words.sameEmail],
            ["phone", words.samePhone],
            ["name", words.sameName],
          ] as const
        ).map(([field, label]) => (
          <Setting key={field} label={label}>
            <Select
              aria-label={label}
              value={identityPolicy[field]}
              onChange={(level) => void set({ identityPolicy: { ...identityPolicy, [field]: level } })}
              options={levels}
            />
          </Setting>
        ))}
      </Section>
      <Section title={words.visibility}>
        <Setting label={words.recordVisibility} note={words.recordVisibilityNote}>
          <Select
            aria-label={words.recordVisibility}
            value={settings.recordVisibility}
            onChange={(recordVisibility) => void set({ recordVisibility })}
            options={(["assigned", "team", "org"] as const).map((value) => ({ value, label: words[value] }))}
          />
        </Setting>
        <Setting label={words.pool} note={words.poolNote}>
          <Switch
            aria-label={words.pool}
            checked={settings.unassignedPoolVisible}
            onChange={(on) => void set({ unassignedPoolVisible: on })}
          />
        </Setting>
      </Section>
      <Section title={words.documents}>
        <Setting label={words.documentLimit} note={words.documentLimitNote}>
          <Select
            aria-label={words.documentLimit}
            value={String(settings.documentLimitBytes ?? mostBytes)}
            onChange={(bytes) => void set({ documentLimitBytes: Number(bytes) })}
            options={[1, 2, 5, 10, 20].map((size) => ({
              value: String(size * 1024 * 1024),
              label: words.megabytes({ n: format.number(size) }),
            }))}
          />
        </Setting>
      </Section>
    </SettingsFrame>
  );
}
