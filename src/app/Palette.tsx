// The command palette: search, go, do, create; the recent first. Lazy: cmdk and the dialog come with the first Ctrl/Cmd+K.
import { useDeferredValue, useEffect, useState, type ReactNode } from "react";
import { useNavigate } from "react-router";
import { Dialog } from "radix-ui";
import { Command as Cmdk } from "cmdk";
import { ArrowRightIcon } from "@radix-ui/react-icons";
import { Kbd } from "../ui/Kbd";
import { readLocal, writeLocal } from "../ui/store";
import { useReturnFocus } from "../ui/useReturnFocus";
import { useLocale } from "../i18n/locale";
import { useMessages } from "../i18n/messages";
import { useOrg } from "../data/org";
import type { Permission } from "../../convex/tenancy/permissions";
import { features } from "./features";
import type { SearchHit, SearchProvider } from "./feature";
import { shellMessages } from "./messages";
import "./Shell.css";

const MAX_RECENT = 6;
interface Recent {
  key: string;
  label: string;
  to: string;
}

const providersOf = Promise.all(features.flatMap((feature) => (feature.search ? [feature.search()] : [])));

export default function Palette({ onClose }: { onClose: () => void }) {
  const org = useOrg();
  const focus = useReturnFocus();
  const words = useMessages(shellMessages);
  const locale = useLocale();
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const wanted = useDeferredValue(text.trim());
  const [providers, setProviders] = useState<readonly SearchProvider[]>([]);
  const recentKey = `orbit.recent.${org.slug}`;
  const recent = readLocal<Recent[]>(recentKey, []);

  useEffect(() => {
    void providersOf.then((modules) => setProviders(modules.map((module) => module.default)));
  }, []);

  const allowed = (permission: string | undefined) =>
    permission === undefined || org.can(permission as Permission);
  const go = (to: string, label: string) => {
    const kept = [{ key: to, label, to }, ...recent.filter((entry) => entry.to !== to)].slice(0, MAX_RECENT);
    writeLocal(recentKey, kept);
    onClose();
    void navigate(org.path(to));
  };
  const nav = features
    .flatMap((feature) => feature.nav ?? [])
    .filter((entry) => allowed(entry.permission))
    .sort((a, b) => a.order - b.order);
  const commands = features
    .flatMap((feature) => feature.commands ?? [])
    .filter((command) => allowed(command.permission));

  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="palette" {...focus} aria-describedby={undefined}>
          <Dialog.Title className="visually-hidden">{words.palette}</Dialog.Title>
          <Cmdk label={words.palette} loop data-body>
            <Cmdk.Input value={text} onValueChange={setText} placeholder={words.searchOrDo} />
            <Cmdk.List>
              <Cmdk.Empty>{words.noResults}</Cmdk.Empty>
              {wanted === "" && recent.length > 0 && (
                <Cmdk.Group heading={words.recent}>
                  {recent.map((entry) => (
                    <Item
                      key={entry.key}
                      value={`recent ${entry.key}`}
                      onSelect={() => go(entry.to, entry.label)}
                    >
                      {entry.label}
                    </Item>
                  ))}
                </Cmdk.Group>
              )}
              {wanted.length > 0 &&
                providers.map((provider, index) => (
                  <Hits key={index} provider={provider} text={wanted} onChoose={go} />
                ))}
              {commands.length > 0 && (
                <Cmdk.Group heading={words.actions}>
                  {commands.map((command) => (
                    <Item
                      key={command.id}
                      value={`${command.label[locale]} ${command.keywords ?? ""} ${command.id}`}
                      icon={command.icon ?? <ArrowRightIcon aria-hidden />}
                      shortcut={command.shortcut}
                      onSelect={() => {
                        onClose();
                        command.run({ slug: org.slug, go: (path) => void navigate(org.path(path)) });
                      }}
                    >
                      {command.label[locale]}
                    </Item>
                  ))}
                </Cmdk.Group>
              )}
              {nav.length > 0 && (
                <Cmdk.Group heading={words.goTo}>
                  {nav.map((entry) => (
                    <Item
                      key={entry.to}
                      value={`${entry.label[locale]} ${entry.to}`}
                      icon={entry.icon}
                      shortcut={entry.shortcut}
                      onSelect={() => go(entry.to, entry.label[locale])}
                    >
                      {entry.label[locale]}
                    </Item>
                  ))}
                </Cmdk.Group>
              )}
            </Cmdk.List>
          </Cmdk>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Item(props: {
  value: string;
  icon?: ReactNode;
  shortcut?: string | undefined;
  note?: string | undefined;
  onSelect: () => void;
  children: string;
}) {
  return (
    <Cmdk.Item value={props.value} onSelect={props.onSelect}>
      {props.icon}
      <span className="truncate">{props.children}</span>
      {props.note && <span className="meta truncate">{props.note}</span>}
      {props.shortcut && <Kbd keys={props.shortcut} />}
    </Cmdk.Item>
  );
}

/** One provider's live hits; the server ranks them, so cmdk must keep them all (the typed text is part of the value). */
function Hits({
  provider,
  text,
  onChoose,
}: {
  provider: SearchProvider;
  text: string;
  onChoose: (to: string, label: string) => void;
}) {
  const locale = useLocale();
  const hits: readonly SearchHit[] | undefined = provider.useSearch(text);
  if (!hits || hits.length === 0) return null;
  return (
    <Cmdk.Group heading={provider.label[locale]} forceMount>
      {hits.map((hit) => (
        <Item
          key={hit.id}
          value={`${text} ${hit.label} ${hit.id}`}
          icon={provider.icon}
          note={hit.note}
          onSelect={() => onChoose(hit.to, hit.label)}
        >
          {hit.label}
        </Item>
      ))}
    </Cmdk.Group>
  );
}
