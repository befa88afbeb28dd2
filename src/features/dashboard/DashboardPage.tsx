// The organization, or one's own portfolio, in a handful of numbers that move by themselves.
import { Suspense, useState } from "react";
import { useOrg } from "../../data/org";
import { useFeatureFlag } from "../../hooks/useFeatureFlag";
import { useCustomerAnalytics } from "../../hooks/useCustomerAnalytics";
import { Page, Section } from "../../ui/Page";
import { Segmented } from "../../ui/Tabs";
import { useMessages } from "../../i18n/messages";
import { later } from "../../ui/later";
import { FirstSteps } from "../firstRun/FirstSteps";
import { Figures } from "./Figures";
import { SegmentBars, SourceBars } from "./Groups";
import { messages } from "./messages";
import { OwnerBars, StatusBars } from "./Shares";
import { NewCustomers } from "./NewCustomers";
import { TierBars } from "./Tiers";
import "./dashboard.css";

const Activity = later(() => import("./Activity"));

export default function DashboardPage() {
  const words = useMessages(messages);
  const org = useOrg();
  const { now, summary, owners, duplicates } = useCustomerAnalytics();
  const withTiers = useFeatureFlag("loyalty");
  const [period, setPeriod] = useState<"months" | "days">("months");
  return (
    <Page
      title={words.title}
      {...(summary && { count: <span className="meta">{words[summary.reach]}</span> })}
      layout="wide"
    >
      {org.can("sampleData:manage") && <FirstSteps />}
      <Figures summary={summary} duplicates={duplicates} />
      <Section
        title={words.trend}
        actions={
          <Segmented
            label={words.period}
            value={period}
            onChange={setPeriod}
            options={[
              { value: "months", label: words.months },
              { value: "days", label: words.days },
            ]}
          />
        }
      >
        <NewCustomers
          now={now}
          period={period}
          path={org.path(summary?.reach === "portfolio" ? "accounts" : "customers")}
        />
      </Section>
      <div className="dashboard-shares">
        <Section title={words.byStatus}>
          <StatusBars summary={summary} />
        </Section>
        <Section title={words.byOwner}>
          <OwnerBars owners={owners} />
        </Section>
        <Section title={words.bySource}>
          <SourceBars summary={summary} />
        </Section>
        {withTiers && (
          <Section title={words.byTier}>
            <TierBars summary={summary} />
          </Section>
        )}
        <Section title={words.segments}>
          <SegmentBars summary={summary} now={now} />
        </Section>
      </div>
      <Section title={words.activity}>
        <Suspense>
          <Activity />
        </Suspense>
      </Section>
    </Page>
  );
}
