// One's own name, language, look, password and sessions.
import { Suspense, useState } from "react";
import { useMutation } from "convex/react";
import { api } from "../../../convex/_generated/api";
import { useChooseLanguage, useViewer } from "../../data/account";
import { useSession } from "../../data/auth/session";
import { useSettings } from "../../data/OrbitProvider";
import { reportError } from "../../data/useUndoable";
import { LOCALES, LOCALE_NAMES, useLocale } from "../../i18n/locale";
import { useMessages } from "../../i18n/messages";
import { StatusBadge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Section } from "../../ui/Page";
import { later } from "../../ui/later";
import { setDensity, setTheme, useDensity, useTheme } from "../../ui/preferences";
import { Segmented } from "../../ui/Tabs";
import { toast } from "../../ui/toast";
import { CurrencyField } from "../organizations/PlaceFields";
import { settingsMessages } from "./messages";
import { Sessions } from "./Sessions";
import { Setting, SettingsFrame } from "./SettingsFrame";
import { TextSetting } from "./TextSetting";
import { useSave } from "./useSave";

const PasswordDialog = later(() => import("./PasswordDialog"));

export default function ProfilePage() {
  const words = useMessages(settingsMessages);
  const viewer = useViewer();
  const locale = useLocale();
  const theme = useTheme();
  const density = useDensity();
  const session = useSession();
  const chooseLanguage = useChooseLanguage(viewer);
  const update = useMutation(api.account.updateProfile);
  const save = useSave();
  const [isChanging, setChanging] = useState(false);
  if (!viewer) return <SettingsFrame title={words.profile}>{null}</SettingsFrame>;
  const { name, email, emailVerified, preferredLanguage, preferredCurrency } = viewer.user;
  const isLocal = session.provider === "local";
  return (
    <SettingsFrame title={words.profile}>
      <Section title={words.profile}>
        <Setting label={words.yourName} htmlFor="profile-name">
          <TextSetting
            id="profile-name"
            label={words.yourName}
            value={name}
            onSave={(next) => save(() => update({ name: next, preferredLanguage, preferredCurrency }))}
          />
        </Setting>
        <Setting
          label={words.yourEmail}
          note={
            emailVerified ? (
              <StatusBadge role="positive">{words.confirmed}</StatusBadge>
            ) : (
              <StatusBadge role="warning">{words.notConfirmed}</StatusBadge>
            )
          }
        >
          <span className="truncate" title={email}>
            {email}
          </span>
          {isLocal && !emailVerified && <ConfirmEmail />}
        </Setting>
        <Setting label={words.ownCurrency} note={words.ownCurrencyNote}>
          <CurrencyField
            aria-label={words.ownCurrency}
            value={preferredCurrency}
            onChange={(currency) =>
              void save(() => update({ name, preferredLanguage, preferredCurrency: currency }))
            }
          />
        </Setting>
      </Section>
      <Section title={words.appearance}>
        <Setting label={words.screenLanguage} note={words.screenLanguageNote}>
          <Segmented
            label={words.screenLanguage}
            value={locale}
            onChange={chooseLanguage}
            options={LOCALES.map((each) => ({ value: each, label: LOCALE_NAMES[each] }))}
          />
        </Setting>
        <Setting label={words.theme}>
          <Segmented
            label={words.theme}
            value={theme}
            onChange={setTheme}
            options={(["light", "dark", "system"] as const).map((value) => ({ value, label: words[value] }))}
          />
        </Setting>
        <Setting label={words.density}>
          <Segmented
            label={words.density}
            value={density}
            onChange={setDensity}
            options={(["compact", "standard", "relaxed"] as const).map((value) => ({
              value,
              label: words[value],
            }))}
          />
        </Setting>
      </Section>
      {isLocal ? (
        <>
          <Section title={words.password}>
            <Setting label={words.changePassword} note={words.changePasswordNote}>
              <Button onClick={() => setChanging(true)}>{words.changePassword}</Button>
            </Setting>
          </Section>
          <Sessions />
        </>
      ) : (
        <p className="meta">{words.elsewhere}</p>
      )}
      {isChanging && (
        <Suspense>
          <PasswordDialog email={email} onClose={() => setChanging(false)} />
        </Suspense>
      )}
    </SettingsFrame>
  );
}

function ConfirmEmail() {
  const words = useMessages(settingsMessages);
  const { mailConfigured } = useSettings();
  const send = useMutation(api.account.sendVerification);
  return (
    <Button
      size="small"
      onClick={() =>
        void send({}).then(() => toast(mailConfigured ? words.confirmSent : words.confirmHeld), reportError)
      }
    >
      {words.confirmEmail}
    </Button>
  );
}
