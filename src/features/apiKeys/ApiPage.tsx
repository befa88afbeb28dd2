// Settings → API: the keys in use, live, and where the addresses are described.
import { Suspense, useState } from "react";
import { PlusIcon } from "@radix-ui/react-icons";
import type { FunctionReturnType } from "convex/server";
import { Link } from "react-router";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgMutation, useOrgQuery } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { StatusBadge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { EmptyState, Skeleton } from "../../ui/Feedback";
import { LiveValue } from "../../ui/LiveValue";
import { Section } from "../../ui/Page";
import { DateText } from "../../ui/Values";
import { later } from "../../ui/later";
import { SettingsFrame } from "../settings/SettingsFrame";
import { apiMessages } from "./messages";
import "./ApiPage.css";

const NewKeyDialog = later(() => import("./NewKeyDialog"));

type Key = FunctionReturnType<typeof api.apiKeys.list>[number];

export default function ApiPage() {
  const words = useMessages(apiMessages);
  const org = useOrg();
  const keys = useOrgQuery(api.apiKeys.list, {});
  const revoke = useOrgMutation(api.apiKeys.revoke);
  const [isMaking, setMaking] = useState(false);
  const [ending, setEnding] = useState<Key | null>(null);
  const add = (
    <Button look="primary" icon={<PlusIcon aria-hidden />} onClick={() => setMaking(true)}>
      {words.newKey}
    </Button>
  );
  return (
    <SettingsFrame title={words.title} actions={add}>
      <Section note={words.note}>
        {keys === undefined && (
          <ul className="api-keys" aria-hidden>
            {Array.from({ length: 3 }, (_, index) => (
              <li key={index} className="api-key">
                <Skeleton width="60%" />
              </li>
            ))}
          </ul>
        )}
        {keys?.length === 0 && (
          <EmptyState title={words.emptyTitle} actions={add}>
            {words.emptyBody}
          </EmptyState>
        )}
        {keys !== undefined && keys.length > 0 && (
          <ul className="api-keys">
            {keys.map((key) => (
              <KeyRow key={key._id} row={key} onRevoke={() => setEnding(key)} />
            ))}
          </ul>
        )}
        <p className="api-more">
          <Link className="link api-more" to={org.path("settings/api/reference")}>
            {words.reference}
          </Link>
        </p>
      </Section>
      {isMaking && (
        <Suspense>
          <NewKeyDialog onClose={() => setMaking(false)} />
        </Suspense>
      )}
      {ending !== null && (
        <ConfirmDialog
          open
          onClose={() => setEnding(null)}
          title={words.revokeTitle({ name: ending.name })}
          action={words.revoke}
          onConfirm={() => revoke({ keyId: ending._id })}
        >
          {words.revokeBody}
        </ConfirmDialog>
      )}
    </SettingsFrame>
  );
}

function KeyRow({ row, onRevoke }: { row: Key; onRevoke: () => void }) {
  const words = useMessages(apiMessages);
  const [openedAt] = useState(() => Date.now());
  const isExpired = row.expiresAt !== null && row.expiresAt <= openedAt;
  const state =
    row.revokedAt !== null ? "revoked" : isExpired ? "expired" : row.isMemberActive ? "active" : "resting";
  const role = state === "active" ? "positive" : state === "resting" ? "warning" : "neutral";
  return (
    <li className="api-key">
      <div className="api-key-facts">
        <span className="api-key-name truncate">{row.name}</span>
        <span className="meta">
          <code>{row.hint}</code> · {words.actsFor({ name: row.memberName })} ·{" "}
          {words.scopeCount({ n: row.scopes.length })} ·{" "}
          <LiveValue value={row.lastUsedAt}>
            {row.lastUsedAt === null ? (
              words.neverUsed
            ) : (
              <>
                {words.used} <DateText at={row.lastUsedAt} />
              </>
            )}
          </LiveValue>
          {row.expiresAt !== null && (
            <>
              {" "}
              · {words.until} <DateText at={row.expiresAt} />
            </>
          )}
        </span>
      </div>
      <LiveValue value={state}>
        <StatusBadge role={role}>{words[state]}</StatusBadge>
      </LiveValue>
      <div className="api-key-end">
        {row.revokedAt === null && (
          <Button
            size="small"
            look="ghost"
            onClick={onRevoke}
            aria-label={words.revokeTitle({ name: row.name })}
          >
            {words.revoke}
          </Button>
        )}
      </div>
    </li>
  );
}
