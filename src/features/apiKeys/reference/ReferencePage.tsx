// Settings → API → Reference: every address of the API by group, searchable, each with a request to copy.
import { useDeferredValue, useEffect, useMemo, useState, type MouseEvent } from "react";
import { useLocation, useNavigate } from "react-router";
import { useOrg } from "../../../data/org";
import { useMessages } from "../../../i18n/messages";
import { Button } from "../../../ui/Button";
import { EmptyState, Skeleton } from "../../../ui/Feedback";
import { Page } from "../../../ui/Page";
import { SearchField } from "../../../ui/SearchField";
import { apiBase, useDescription } from "./description";
import { endpointsOf, type Description, type Endpoint } from "./endpoints";
import { EndpointRow } from "./EndpointRow";
import { referenceMessages } from "./messages";
import "./ReferencePage.css";

export default function ReferencePage() {
  const words = useMessages(referenceMessages);
  const org = useOrg();
  const { description, hasFailed, retry } = useDescription();
  return (
    <Page
      title={words.title}
      crumbs={[
        { label: words.settings, to: org.path("settings") },
        { label: words.api, to: org.path("settings/api") },
      ]}
      layout="wide"
    >
      {hasFailed && (
        <EmptyState title={words.failedTitle} actions={<Button onClick={retry}>{words.retry}</Button>}>
          {words.failedBody}
        </EmptyState>
      )}
      {!hasFailed && description === null && (
        <div className="stack" aria-hidden>
          {Array.from({ length: 8 }, (_, index) => (
            <Skeleton key={index} width={`${70 - index * 4}%`} />
          ))}
        </div>
      )}
      {description !== null && <Reference description={description} />}
    </Page>
  );
}

/** Words of the search that an endpoint must all have: "POST notes". */
function finds(endpoint: Endpoint, parts: readonly string[]): boolean {
  const { method, path, summary, tags } = endpoint;
  const text =
    `${method} ${path} ${summary} ${tags.join(" ")} ${endpoint["x-scopes"].join(" ")}`.toLowerCase();
  return parts.every((part) => text.includes(part));
}

function Reference({ description }: { description: Description }) {
  const words = useMessages(referenceMessages);
  const navigate = useNavigate();
  const { hash, search } = useLocation();
  const openId = decodeURIComponent(hash.slice(1));
  const [typed, setTyped] = useState(() => new URLSearchParams(search).get("q") ?? "");
  const text = useDeferredValue(typed);
  const endpoints = useMemo(() => endpointsOf(description), [description]);
  const found = useMemo(() => {
    const parts = text.toLowerCase().split(/\s+/).filter(Boolean);
    return endpoints.filter((endpoint) => finds(endpoint, parts));
  }, [endpoints, text]);
  const groups = description.tags
    .map(({ name }) => ({ name, rows: found.filter(({ tags }) => tags.includes(name)) }))
    .filter(({ rows }) => rows.length > 0);
  // An address with a part leads there, also when the description arrives after the page.
  useEffect(() => {
    if (openId) document.getElementById(openId)?.scrollIntoView({ block: "start" });
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- only where the page begins; opening a row must not move it
  }, []);
  const open = (id: string) =>
    void navigate({ search, hash: id === openId ? "" : id }, { replace: true, preventScrollReset: true });
  return (
    <div className="reference">
      <nav className="reference-groups" aria-label={words.groups}>
        {groups.map(({ name, rows }) => (
          <a key={name} href={`#${anchorOf(name)}`} onClick={(event) => goTo(event, name)}>
            <span>{name}</span>
            <span className="reference-number">{rows.length}</span>
          </a>
        ))}
      </nav>
      <div className="reference-main">
        <p className="reference-intro">{words.intro({ base: apiBase() })}</p>
        <p className="reference-intro meta">
          {description.info.description} {words.limits}{" "}
          <a className="link" href={`${apiBase()}/openapi.json`} target="_blank" rel="noreferrer">
            OpenAPI 3.1
          </a>
        </p>
        <div className="reference-search">
          <SearchField
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            placeholder={words.search}
            aria-label={words.search}
          />
          <span className="meta" aria-live="polite">
            {words.found({ n: found.length })}
          </span>
        </div>
        {groups.length === 0 && <EmptyState title={words.nothing}>{words.nothingBody}</EmptyState>}
        {groups.map(({ name, rows }) => (
          <section key={name} id={anchorOf(name)} className="reference-group">
            <h2>{name}</h2>
            <ul>
              {rows.map((endpoint) => (
                <EndpointRow
                  key={endpoint.operationId}
                  endpoint={endpoint}
                  named={description.components.schemas}
                  isOpen={endpoint.operationId === openId}
                  onToggle={() => open(endpoint.operationId)}
                />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </div>
  );
}

const anchorOf = (group: string) => `group-${group.replaceAll(/\s+/g, "-")}`;

/** The address keeps naming the open endpoint. */
function goTo(event: MouseEvent, group: string): void {
  event.preventDefault();
  const place = document.getElementById(anchorOf(group));
  place?.scrollIntoView({ block: "start" });
}
