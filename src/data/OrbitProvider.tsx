// The live connection and the identity provider, chosen at run time by the deployment's settings.
import { createContext, Suspense, use, useState, type ReactNode } from "react";
import { later } from "../ui/later";
import { backendUrl, type Settings } from "./backend";
import { LocalAuth } from "./auth/LocalAuth";
import { newClient } from "./firstAnswers";

const ClerkAuth = later(() => import("./auth/ClerkAuth"));
const OidcAuth = later(() => import("./auth/OidcAuth"));

const SettingsContext = createContext<Settings | null>(null);

/** What this deployment told before anything was shown. */
export function useSettings(): Settings {
  const settings = use(SettingsContext);
  if (!settings) throw new Error("useSettings is used outside OrbitProvider.");
  return settings;
}

export function OrbitProvider({ settings, children }: { settings: Settings; children: ReactNode }) {
  const [client] = useState(() => newClient(backendUrl()));
  const inside = <SettingsContext value={settings}>{children}</SettingsContext>;
  if (settings.identity === "clerk" && settings.clerkPublishableKey) {
    return (
      <Suspense>
        <ClerkAuth client={client} publishableKey={settings.clerkPublishableKey}>
          {inside}
        </ClerkAuth>
      </Suspense>
    );
  }
  if (settings.oidc !== null) {
    return (
      <Suspense>
        <OidcAuth client={client} provider={settings.oidc}>
          {inside}
        </OidcAuth>
      </Suspense>
    );
  }
  return <LocalAuth client={client}>{inside}</LocalAuth>;
}
