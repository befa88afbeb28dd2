// The website's people: who waits for a customer, with the likeliest ones; who is linked to whom.
import { useState } from "react";
import { useSearchParams } from "react-router";
import type { ProfileShow } from "../../../convex/profiles/panel";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgPaginated, useOrgQuery } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { ButtonLink } from "../../ui/Button";
import { LoadMore } from "../../ui/LoadMore";
import { CountedChoices } from "../../ui/CountedChoices";
import { EmptyState, SkeletonLines } from "../../ui/Feedback";
import { Page } from "../../ui/Page";
import { SearchField } from "../../ui/SearchField";
import { NumberText } from "../../ui/Values";
import { messages } from "./messages";
import { ProfileRow } from "./ProfileRow";
import "./profiles.css";

const shows = ["unlinked", "linked", "all"] as const satisfies readonly ProfileShow[];

export default function ProfilesPage() {
  const words = useMessages(messages);
  const org = useOrg();
  const [search, setSearch] = useSearchParams();
  const [text, setText] = useState("");
  const show = shows.find((one) => one === search.get("show")) ?? "unlinked";
  const counts = useOrgQuery(api.profiles.counts, {});
  const wanted = text.trim();
  const list = useOrgPaginated(
    api.profiles.list,
    { show, ...(wanted === "" ? {} : { text: wanted }) },
    { initialNumItems: 15, pageSize: 15 },
  );
  const number = { ...counts, all: counts && counts.linked + counts.unlinked };
  const take = org.can("profiles:import") && (
    <ButtonLink to={org.path("profiles/take")}>{words.take}</ButtonLink>
  );
  const hasNone = number.all === 0;
  return (
    <Page
      title={words.title}
      layout="wide"
      {...(number.all === undefined ? {} : { count: <NumberText value={number.all} /> })}
      actions={!hasNone && take}
    >
      <div className="profiles">
        {!hasNone && (
          <div className="profiles-bar">
            <CountedChoices
              label={words.show}
              choices={shows.map((id) => ({ id, label: words[id], count: number[id] }))}
              chosen={show}
              onChoose={(one) => setSearch(one === "unlinked" ? {} : { show: one }, { replace: true })}
            />
            <SearchField
              className="profiles-search"
              aria-label={words.search}
              placeholder={words.searchPlaceholder}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </div>
        )}
        {list.rows === undefined && <SkeletonLines widths={["70%", "55%", "65%"]} />}
        {list.rows?.length === 0 && list.status === "Exhausted" && (
          <Empty hasNone={hasNone} isQueue={show === "unlinked" && wanted === ""} take={take} />
        )}
        <ul>
          {list.rows?.map((profile) => (
            <ProfileRow key={profile._id} profile={profile} />
          ))}
        </ul>
        <LoadMore list={list} size="small">
          {words.more}
        </LoadMore>
      </div>
    </Page>
  );
}

function Empty(props: { hasNone: boolean; isQueue: boolean; take: React.ReactNode }) {
  const words = useMessages(messages);
  if (props.hasNone)
    return (
      <EmptyState title={words.emptyTitle} actions={props.take}>
        {words.emptyBody}
      </EmptyState>
    );
  return props.isQueue ? (
    <EmptyState title={words.allLinkedTitle}>{words.allLinkedBody}</EmptyState>
  ) : (
    <EmptyState title={words.nothingHere} />
  );
}
