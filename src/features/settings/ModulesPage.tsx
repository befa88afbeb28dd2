// Which parts of Orbit the organization uses (C33, TEN-32); a switch works at once, for everybody.
import { api } from "../../../convex/_generated/api";
import { isSwitchedOff, moduleNames } from "../../../convex/tenancy/modules";
import { moduleMessages } from "../../app/moduleMessages";
import { useOrgMutation, useOrgQuery } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Switch } from "../../ui/Checkbox";
import { Skeleton } from "../../ui/Feedback";
import { Section } from "../../ui/Page";
import { Setting, SettingsFrame } from "./SettingsFrame";
import { useSave } from "./useSave";

export default function ModulesPage() {
  const words = useMessages(moduleMessages);
  const modules = useOrgQuery(api.settings.get, {})?.modules;
  const update = useOrgMutation(api.settings.update);
  const save = useSave();
  return (
    <SettingsFrame title={words.title}>
      <Section note={words.note}>
        {moduleNames.map((module) => {
          const waits = module === "forms" && modules?.leads === false;
          const note = words[`${module}Note`];
          return (
            <Setting key={module} label={words[module]} note={waits ? `${note} ${words.needsLeads}` : note}>
              {modules === undefined ? (
                <Skeleton width={36} height={20} />
              ) : (
                <Switch
                  aria-label={words[module]}
                  checked={!isSwitchedOff(modules, module)}
                  disabled={waits}
                  onChange={(event) =>
                    void save(() =>
                      update({ changes: { modules: { ...modules, [module]: event.target.checked } } }),
                    )
                  }
                />
              )}
            </Setting>
          );
        })}
      </Section>
    </SettingsFrame>
  );
}
