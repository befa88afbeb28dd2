// Which parts of Orbit the organization uses (C33, TEN-32); a switch works at once, for everybody.
import { useEffect, useRef } from "react";
import { api } from "../../../convex/_generated/api";
import { isSwitchedOff, moduleNames, waitsFor, type ModuleName } from "../../../convex/tenancy/modules";
import { moduleMessages } from "../../app/moduleMessages";
import { useOrgMutation, useOrgQuery } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useToast } from "../../hooks/useToast";
import { useMessages } from "../../i18n/messages";
import { Switch } from "../../ui/Switch";
import { Skeleton } from "../../ui/Feedback";
import { Section } from "../../ui/Page";
import { uiMessages } from "../../ui/messages";
import { Setting, SettingsFrame } from "./SettingsFrame";

export default function ModulesPage() {
  const words = useMessages(moduleMessages);
  const modules = useOrgQuery(api.settings.get, {})?.modules;
  const update = useOrgMutation(api.settings.update);
  const ui = useMessages(uiMessages);
  const { toast, dismiss } = useToast();
  // Undo comes later than the switch, and must leave what was switched meanwhile.
  const latest = useRef(modules);
  useEffect(() => {
    latest.current = modules;
  }, [modules]);
  const turn = async (module: ModuleName, isOn: boolean) => {
    if (latest.current === undefined) return;
    // A message of the switch as it was a moment ago holds no more.
    dismiss(`modules.${module}.${isOn ? "off" : "on"}`);
    try {
      await update({ changes: { modules: { ...latest.current, [module]: isOn } } });
    } catch (error) {
      return reportError(error);
    }
    toast((isOn ? words.turnedOn : words.turnedOff)({ module: words[module] }), {
      id: `modules.${module}.${isOn ? "on" : "off"}`,
      action: { label: ui.undo, onClick: () => void turn(module, !isOn) },
    });
  };
  return (
    <SettingsFrame title={words.title}>
      <Section note={words.note}>
        {moduleNames.map((module) => {
          const needed = waitsFor(modules, module);
          const note = words[`${module}Note`];
          return (
            <Setting
              key={module}
              label={words[module]}
              note={needed === null ? note : `${note} ${words.needs({ module: words[needed] })}`}
            >
              {modules === undefined ? (
                <Skeleton width={36} height={20} />
              ) : (
                <Switch
                  aria-label={words[module]}
                  checked={!isSwitchedOff(modules, module)}
                  disabled={needed !== null}
                  onChange={(on) => void turn(module, on)}
                />
              )}
            </Setting>
          );
        })}
      </Section>
    </SettingsFrame>
  );
}
