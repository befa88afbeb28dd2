// Every piece of the design language in every state, on one page; ?view=shell shows the whole frame.
import { Suspense, useState, type ReactNode } from "react";
import { useSearchParams } from "react-router";
import { later } from "../../ui/later";
import { setTheme, setDensity, useDensity, useTheme } from "../../ui/preferences";
import { LOCALES, LOCALE_NAMES, setLocale, useLocale } from "../../i18n/locale";
import { Button } from "../../ui/Button";
import { Page, Section } from "../../ui/Page";
import { Segmented } from "../../ui/Tabs";
import { Actions, Fields, Floating, Labels } from "./controls";
import { Charts, Live, States, Tables, Typography } from "./surfaces";

const ShellSample = later(() => import("./ShellSample"));

export default function DesignPage() {
  const [search] = useSearchParams();
  if (search.get("view") === "shell") {
    return (
      <Suspense>
        <ShellSample />
      </Suspense>
    );
  }
  return <Pieces />;
}

function Pieces() {
  const theme = useTheme();
  const density = useDensity();
  const locale = useLocale();
  const [broken, setBroken] = useState(false);
  if (broken) throw new Error("The design page was asked to break.");
  const parts: [string, ReactNode][] = [
    ["Type and colour", <Typography key="type" />],
    ["Buttons and menus", <Actions key="actions" />],
    ["Fields", <Fields key="fields" />],
    ["Labels and people", <Labels key="labels" />],
    ["What floats", <Floating key="floating" />],
    ["Tables and filters", <Tables key="tables" />],
    ["Live values and editing in place", <Live key="live" />],
    ["Empty, broken, loading", <States key="states" />],
    ["Charts", <Charts key="charts" />],
  ];
  return (
    <main style={{ height: "100dvh" }}>
      <Page
        title="Design language"
        layout="wide"
        actions={<Button onClick={() => setBroken(true)}>Break this page</Button>}
        toolbar={
          <>
            <Segmented
              label="Theme"
              value={theme}
              onChange={setTheme}
              options={[
                { value: "light", label: "Light" },
                { value: "dark", label: "Dark" },
                { value: "system", label: "Device" },
              ]}
            />
            <Segmented
              label="Density"
              value={density}
              onChange={setDensity}
              options={[
                { value: "compact", label: "30" },
                { value: "standard", label: "36" },
                { value: "relaxed", label: "44" },
              ]}
            />
            <Segmented
              label="Language"
              value={locale}
              onChange={setLocale}
              options={LOCALES.map((value) => ({ value, label: LOCALE_NAMES[value] }))}
            />
          </>
        }
      >
        {parts.map(([title, part]) => (
          <Section key={title} title={title}>
            {part}
          </Section>
        ))}
      </Page>
    </main>
  );
}
