// The command palette: search, go, do, create; the recent first. Lazy: cmdk and the dialog come with the first Ctrl/Cmd+K.
import { useCallback, useDeferredValue, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { Dialog } from "radix-ui";
import { Command as Cmdk } from "cmdk";
import { ArrowRightIcon } from "@radix-ui/react-icons";
import { readLocal, writeLocal } from "../ui/store";
import { useReturnFocus } from "../ui/useReturnFocus";
import { useLocale } from "../i18n/locale";
import { useMessages } from "../i18n/messages";
import { useOrg } from "../data/org";
import { features } from "./features";
import type { SearchProvider } from "./feature";
import { reachable } from "./navigation";
import { PaletteItem } from "./PaletteItem";
import { typedAhead } from "./TypeAhead";
import { PaletteHits } from "./PaletteHits";
import { isNamed, rank } from "./paletteRank";
import { shellMessages } from "./messages";
import { paletteMessages } from "./paletteMessages";
import "../ui/Overlay.css";
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
  const shell = useMessages(shellMessages);
  const words = useMessages(paletteMessages);
  const locale = useLocale();
  const navigate = useNavigate();
  const ahead = typedAhead.use();
  const [own, setText] = useState<string | null>(null);
  const text = own ?? ahead;
  const input = useRef<HTMLInputElement>(null);
  // From the first moment, so that no letter falls between.
  useLayoutEffect(() => input.current?.focus(), []);
  const wanted = useDeferredValue(text.trim());
  const [providers, setProviders] = useState<readonly SearchProvider[]>([]);
  const [selected, setSelected] = useState("");
  // Answers come after the actions that match at once: Enter means the best answer, unless somebody has moved on or
  // has written out what an action is called.
  const hasMoved = useRef(false);
  const isAction = useRef(false);
  const firsts = useRef(new Map<number, string>());
  const noteFirst = useCallback((provider: number, first: string | undefined) => {
    if (first === undefined) firsts.current.delete(provider);
    else firsts.current.set(provider, first);
    const best = firsts.current.get(Math.min(...firsts.current.keys()));
    if (best !== undefined && !hasMoved.current && !isAction.current) setSelected(best);
  }, []);
  const recentKey = `orbit.recent.${org.slug}`;
  const recent = readLocal<Recent[]>(recentKey, []);

  useEffect(() => {
    void providersOf.then((modules) =>
      setProviders(modules.flatMap((module) => module.default).sort((a, b) => a.order - b.order)),
    );
  }, []);

  const go = (to: string, label: string) => {
    const kept = [{ key: to, label, to }, ...recent.filter((entry) => entry.to !== to)].slice(0, MAX_RECENT);
    writeLocal(recentKey, kept);
    onClose();
    void navigate(org.path(to));
  };
  const places = reachable(org).flatMap(({ entries }) => entries);
  const commands = features
    .flatMap((feature) => feature.commands ?? [])
    .filter(
      ({ permission, module, flag }) =>
        (permission === undefined || org.can(permission)) &&
        (module === undefined || !org.switchedOff.includes(module)) &&
        (flag === undefined || !org.flagsOff.includes(flag)),
    )
    .sort((a, b) => (a.order ?? 50) - (b.order ?? 50));

  const isNamedHere = [...commands, ...places].some(({ label }) => isNamed(label[locale], text));
  // Before the answers tell of themselves.
  useLayoutEffect(() => {
    isAction.current = isNamedHere;
  }, [isNamedHere]);
  // Groups stand in the order they are written in: what is written out by name comes before the answers.
  const deeds = (
    <>
      {commands.length > 0 && (
        <Cmdk.Group heading={words.actions}>
          {commands.map((command) => (
            <PaletteItem
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
            </PaletteItem>
          ))}
        </Cmdk.Group>
      )}
      {places.length > 0 && (
        <Cmdk.Group heading={words.goTo}>
          {places.map((entry) => (
            <PaletteItem
              key={entry.to}
              value={`${entry.label[locale]} ${entry.to}`}
              icon={entry.icon}
              shortcut={entry.shortcut}
              onSelect={() => go(entry.to, entry.label[locale])}
            >
              {entry.label[locale]}
            </PaletteItem>
          ))}
        </Cmdk.Group>
      )}
    </>
  );

  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="palette" {...focus} aria-describedby={undefined}>
          <Dialog.Title className="visually-hidden">{shell.palette}</Dialog.Title>
          <Cmdk
            label={shell.palette}
            loop
            data-body
            filter={rank}
            value={selected}
            onValueChange={setSelected}
            onPointerMove={() => (hasMoved.current = true)}
            onKeyDown={(event) => {
              if (event.key.startsWith("Arrow")) hasMoved.current = true;
            }}
          >
            <Cmdk.Input
              ref={input}
              value={text}
              onValueChange={(next) => {
                hasMoved.current = false;
                setText(next);
              }}
              placeholder={shell.searchOrDo}
            />
            <Cmdk.List>
              <Cmdk.Empty>{words.noResults}</Cmdk.Empty>
              {wanted === "" && recent.length > 0 && (
                <Cmdk.Group heading={words.recent}>
                  {recent.map((entry) => (
                    <PaletteItem
                      key={entry.key}
                      value={`recent ${entry.key}`}
                      onSelect={() => go(entry.to, entry.label)}
                    >
                      {entry.label}
                    </PaletteItem>
                  ))}
                </Cmdk.Group>
              )}
              {isNamedHere && deeds}
              {wanted.length > 0 &&
                providers.map((provider, index) => (
                  <PaletteHits
                    key={index}
                    place={index}
                    onFirst={noteFirst}
                    provider={provider}
                    text={wanted}
                    onChoose={go}
                  />
                ))}
              {!isNamedHere && deeds}
            </Cmdk.List>
          </Cmdk>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
