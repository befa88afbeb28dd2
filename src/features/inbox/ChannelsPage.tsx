// The accounts through which messages come and go: mail of the deployment, the organization's own WhatsApp and SMS.
import { useState } from "react";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import { errorMessage, factsOf } from "../../data/errorMessage";
import { useOrgMutation, useOrgQuery } from "../../data/org";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Switch } from "../../ui/Switch";
import { SkeletonLines } from "../../ui/Feedback";
import { FormActions, FormField } from "../../ui/FormField";
import { Section } from "../../ui/Page";
import { TextField } from "../../ui/TextField";
import { toast } from "../../ui/toast";
import { SettingsFrame } from "../settings/SettingsFrame";
import { messages } from "./messages";
import "./inbox.css";

type Listed = FunctionReturnType<typeof api.channels.list>;
type Channel = Listed["channels"][number];

export default function ChannelsPage() {
  const words = useMessages(messages);
  const listed = useOrgQuery(api.channels.list, {});
  return (
    <SettingsFrame title={words.channels}>
      {listed === undefined ? (
        <SkeletonLines widths={["60%", "45%", "70%"]} />
      ) : (
        <>
          <Section title={words.mailTitle} note={words.mailNote}>
            <p>{listed.mail.canSend ? words.mailSends : words.mailHeld}</p>
            {listed.mail.inbound === null ? (
              <p className="quiet">{words.mailNoInbound}</p>
            ) : (
              <p>
                {words.mailInbound} <code className="channel-address">{listed.mail.inbound}</code>
              </p>
            )}
          </Section>
          {(["whatsapp", "sms"] as const).map((channel) => (
            <Section key={channel} title={words[`${channel}Title`]} note={words[`${channel}Note`]}>
              <Account
                channel={channel}
                stored={listed.channels.find((one) => one.channel === channel) ?? null}
              />
            </Section>
          ))}
        </>
      )}
    </SettingsFrame>
  );
}

function Account({ channel, stored }: { channel: Channel["channel"]; stored: Channel | null }) {
  const words = useMessages(messages);
  const { locale } = useFormat();
  const save = useOrgMutation(api.channels.save);
  const [account, setAccount] = useState(stored?.account ?? "");
  const [number, setNumber] = useState(stored?.number ?? "");
  const [accessToken, setAccessToken] = useState("");
  const [appSecret, setAppSecret] = useState("");
  const [isActive, setActive] = useState(stored?.isActive ?? true);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    setBusy(true);
    setProblem(null);
    setErrors({});
    try {
      await save({
        channel,
        input: {
          account,
          number,
          isActive,
          ...(accessToken === "" ? {} : { accessToken }),
          ...(appSecret === "" ? {} : { appSecret }),
        },
      });
      setAccessToken("");
      setAppSecret("");
      toast(words.saved);
    } catch (error) {
      const facts = factsOf(error);
      if (facts?.code === "VALIDATION_ERROR")
        setErrors(Object.fromEntries(facts.issues.map(({ path, message }) => [path, message])));
      else setProblem(errorMessage(error, locale));
    } finally {
      setBusy(false);
    }
  };
  const secretHelp = stored === null ? undefined : words.secretKept;
  return (
    <form
      className="stack"
      aria-label={words[`${channel}Title`]}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void submit();
      }}
    >
      <FormField label={words.number} error={errors["number"]}>
        <TextField value={number} onChange={(event) => setNumber(event.target.value)} inputMode="tel" />
      </FormField>
      <FormField label={words[`${channel}Account`]} error={errors["account"]}>
        <TextField value={account} onChange={(event) => setAccount(event.target.value)} autoComplete="off" />
      </FormField>
      <FormField label={words[`${channel}Token`]} help={secretHelp} error={errors["accessToken"]}>
        <TextField
          type="password"
          value={accessToken}
          onChange={(event) => setAccessToken(event.target.value)}
          autoComplete="new-password"
        />
      </FormField>
      {channel === "whatsapp" && (
        <FormField label={words.appSecret} help={secretHelp} error={errors["appSecret"]}>
          <TextField
            type="password"
            value={appSecret}
            onChange={(event) => setAppSecret(event.target.value)}
            autoComplete="new-password"
          />
        </FormField>
      )}
      <Switch checked={isActive} onChange={(on) => setActive(on)}>
        {words.active}
      </Switch>
      {stored !== null && (
        <dl className="channel-facts">
          <dt className="meta">{words.webhook}</dt>
          <dd>
            <code className="channel-address">{stored.webhook}</code>
          </dd>
          {stored.verifyToken !== null && (
            <>
              <dt className="meta">{words.verifyToken}</dt>
              <dd>
                <code className="channel-address">{stored.verifyToken}</code>
              </dd>
            </>
          )}
        </dl>
      )}
      <FormActions problem={problem}>
        <Button type="submit" look="primary" busy={busy}>
          {words.save}
        </Button>
      </FormActions>
    </form>
  );
}
