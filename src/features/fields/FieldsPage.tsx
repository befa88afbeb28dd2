// Settings → Fields: the organization's own fields by section, ordered by dragging or by keys, each edited in a sheet.
import { Suspense, useState, type DragEvent } from "react";
import { Navigate } from "react-router";
import {
  ArrowDownIcon,
  ArrowUpIcon,
  DotsHorizontalIcon,
  DragHandleDots2Icon,
  PlusIcon,
} from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgMutation, useOrgQuery } from "../../data/org";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Badge } from "../../ui/Badge";
import { Button, IconButton } from "../../ui/Button";
import { EmptyState, Skeleton } from "../../ui/Feedback";
import { Menu } from "../../ui/Menu";
import { Section } from "../../ui/Page";
import { later } from "../../ui/later";
import { SettingsFrame } from "../settings/SettingsFrame";
import { FieldKindIcon } from "./FieldKindIcon";
import { kindChangeMessages } from "./kindChangeMessages";
import { ChangingKind, Misfits } from "./KindState";
import { kindWords } from "./kindMessages";
import type { ManagedField } from "./managedField";
import { messages } from "./messages";
import { moved, type Place } from "./order";
import { bySection } from "./sections";
import { valueMessages } from "./valueMessages";
import "./settings.css";

const FieldEditor = later(() => import("./FieldEditor"));
const KindChange = later(() => import("./KindChange"));

export default function FieldsPage() {
  const org = useOrg();
  if (!org.can("fields:manage")) return <Navigate to={org.path("settings/profile")} replace />;
  return <Fields />;
}

function Fields() {
  const words = useMessages(messages);
  const managed = useOrgQuery(api.fields.manage, { entity: "customers" });
  const [editing, setEditing] = useState<ManagedField | "new" | null>(null);
  const [changing, setChanging] = useState<ManagedField | null>(null);
  const active = managed?.fields.filter(({ archivedAt }) => archivedAt === undefined) ?? [];
  // A field that another kind took over from comes back from there.
  const archived =
    managed?.fields.filter((field) => field.archivedAt !== undefined && !isTakenOver(field, active)) ?? [];
  const add = (
    <Button look="primary" icon={<PlusIcon aria-hidden />} onClick={() => setEditing("new")}>
      {words.add}
    </Button>
  );
  return (
    <SettingsFrame title={words.fields} actions={add}>
      {managed === undefined ? (
        <div className="stack" aria-hidden>
          {Array.from({ length: 5 }, (_, index) => (
            <Skeleton key={index} width={`${80 - index * 8}%`} height={20} />
          ))}
        </div>
      ) : active.length === 0 ? (
        <EmptyState title={words.emptyTitle} actions={add}>
          {words.emptyBody}
        </EmptyState>
      ) : (
        <>
          <p className="quiet prose fields-intro">
            {words.intro}{" "}
            <span className="numeric">{words.used({ n: active.length, most: managed.most })}</span>
          </p>
          <Ordered fields={active} onEdit={setEditing} onKind={setChanging} />
        </>
      )}
      {archived.length > 0 && <Archived fields={archived} />}
      {editing !== null && managed !== undefined && (
        <Suspense>
          <FieldEditor
            field={editing === "new" ? null : editing}
            others={active.filter((field) => field !== editing)}
            onKind={(field) => {
              setEditing(null);
              setChanging(field);
            }}
            onClose={() => setEditing(null)}
          />
        </Suspense>
      )}
      {changing !== null && (
        <Suspense>
          <KindChange field={changing} onClose={() => setChanging(null)} />
        </Suspense>
      )}
    </SettingsFrame>
  );
}

const isTakenOver = ({ replacedBy }: ManagedField, active: readonly ManagedField[]) =>
  replacedBy !== undefined && active.some(({ key }) => key === replacedBy);

function Ordered({
  fields,
  onEdit,
  onKind,
}: {
  fields: readonly ManagedField[];
  onEdit: (field: ManagedField) => void;
  onKind: (field: ManagedField) => void;
}) {
  const words = useMessages(messages);
  const values = useMessages(valueMessages);
  const reorder = useOrgMutation(api.fields.reorder);
  const [dragged, setDragged] = useState<string | null>(null);
  const [over, setOver] = useState<Place | null>(null);
  const [said, setSaid] = useState("");
  // What was just dropped stands there at once; the server's order follows.
  const [own, setOwn] = useState<{ from: readonly ManagedField[]; to: ManagedField[] } | null>(null);
  const shown = own !== null && own.from === fields ? own.to : fields;
  const sorted = bySection(shown).flatMap((group) => group.fields);

  const move = (key: string, place: Place) => {
    const next = moved(sorted, key, place);
    setOwn({ from: fields, to: next });
    const at = next.findIndex((field) => field.key === key);
    setSaid(words.moved({ label: next[at]!.label, place: at + 1, of: next.length }));
    const order = next.map((field) => ({ key: field.key, section: field.section }));
    reorder({ entity: "customers", order }).catch((error: unknown) => {
      setOwn(null);
      reportError(error);
    });
  };
  const step = (field: ManagedField, by: -1 | 1) => {
    const neighbour = sorted[sorted.indexOf(field) + by];
    if (neighbour !== undefined) move(field.key, { key: neighbour.key, side: by === 1 ? "after" : "before" });
  };
  const dropProps = (field: ManagedField) => ({
    onDragOver: (event: DragEvent<HTMLLIElement>) => {
      if (dragged === null || dragged === field.key) return;
      event.preventDefault();
      const box = event.currentTarget.getBoundingClientRect();
      const side = event.clientY < box.top + box.height / 2 ? "before" : "after";
      if (over?.key !== field.key || over.side !== side) setOver({ key: field.key, side });
    },
    onDrop: (event: DragEvent<HTMLLIElement>) => {
      event.preventDefault();
      if (dragged !== null && over !== null) move(dragged, over);
      setDragged(null);
      setOver(null);
    },
  });

  return (
    <>
      {bySection(shown).map(({ section, fields: group }) => (
        <Section key={section} title={section || values.moreFields}>
          <ul className="fields-list">
            {group.map((field) => (
              <li
                key={field.key}
                className="fields-row"
                data-dragged={dragged === field.key || undefined}
                data-over={over?.key === field.key ? over.side : undefined}
                {...dropProps(field)}
              >
                <button
                  type="button"
                  className="fields-grip"
                  aria-label={words.move({ label: field.label })}
                  draggable
                  onDragStart={(event) => {
                    event.dataTransfer.effectAllowed = "move";
                    event.dataTransfer.setData("text/plain", field.key);
                    setDragged(field.key);
                  }}
                  onDragEnd={() => {
                    setDragged(null);
                    setOver(null);
                  }}
                  onKeyDown={(event) => {
                    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
                    event.preventDefault();
                    step(field, event.key === "ArrowUp" ? -1 : 1);
                  }}
                >
                  <DragHandleDots2Icon aria-hidden />
                </button>
                <Row
                  field={field}
                  onEdit={onEdit}
                  onKind={onKind}
                  onStep={step}
                  isFirst={field === sorted[0]}
                  isLast={field === sorted.at(-1)}
                />
              </li>
            ))}
          </ul>
        </Section>
      ))}
      <p className="visually-hidden" aria-live="polite">
        {said}
      </p>
    </>
  );
}

function Row(props: {
  field: ManagedField;
  onEdit: (field: ManagedField) => void;
  onKind: (field: ManagedField) => void;
  onStep: (field: ManagedField, by: -1 | 1) => void;
  isFirst: boolean;
  isLast: boolean;
}) {
  const { field } = props;
  const words = useMessages(messages);
  const kinds = useMessages(kindWords);
  const format = useFormat();
  const archive = useOrgMutation(api.fields.archive);
  const restore = useOrgMutation(api.fields.restore);
  const undoable = useUndoable();
  const which = { entity: "customers" as const, key: field.key };
  const putAway = async () => {
    try {
      await archive(which);
      undoable(words.away({ label: field.label }), () => restore(which));
    } catch (error) {
      reportError(error);
    }
  };
  const kindChange = useMessages(kindChangeMessages);
  const undoKind = useOrgMutation(api.fields.undoKind);
  const { changing, earlier } = field;
  const note = field.readBy.length > 0 ? words.readBy({ names: format.list(field.readBy) }) : field.help;
  return (
    <>
      <button
        type="button"
        className="fields-name"
        disabled={changing !== null}
        onClick={() => props.onEdit(field)}
      >
        <strong className="truncate">{field.label}</strong>
        {note && <span className="meta truncate">{note}</span>}
      </button>
      {changing === null ? (
        <span className="row quiet fields-kind">
          <FieldKindIcon type={field.type} />
          <span
            className="truncate"
            data-tip={earlier ? kindChange.wasKind({ kind: kinds[earlier] }) : undefined}
          >
            {kinds[field.type]}
          </span>
        </span>
      ) : (
        <ChangingKind field={field} jobId={changing.jobId} type={changing.type} />
      )}
      <span className="fields-marks">
        {field.replaces !== undefined && changing === null && <Misfits fieldKey={field.key} />}
        {field.required && <Badge>{words.required}</Badge>}
        {field.unique && <Badge>{words.unique}</Badge>}
      </span>
      <Menu
        align="end"
        items={[
          {
            label: words.edit({ label: field.label }),
            disabled: changing !== null,
            onSelect: () => props.onEdit(field),
          },
          ...(field.type === "relation"
            ? []
            : [
                {
                  label: kindChange.menu,
                  disabled: changing !== null,
                  onSelect: () => props.onKind(field),
                },
              ]),
          ...(earlier === null || changing !== null
            ? []
            : [
                {
                  label: kindChange.back({ kind: kinds[earlier] }),
                  onSelect: () => void undoKind({ entity: "customers", key: field.key }).catch(reportError),
                },
              ]),
          {
            label: words.up,
            icon: <ArrowUpIcon aria-hidden />,
            disabled: props.isFirst,
            onSelect: () => props.onStep(field, -1),
          },
          {
            label: words.down,
            icon: <ArrowDownIcon aria-hidden />,
            disabled: props.isLast,
            onSelect: () => props.onStep(field, 1),
          },
          "line",
          { label: words.putAway, disabled: changing !== null, onSelect: () => void putAway() },
        ]}
        trigger={(trigger) => (
          <IconButton {...trigger} label={words.actions({ label: field.label })}>
            <DotsHorizontalIcon aria-hidden />
          </IconButton>
        )}
      />
    </>
  );
}

function Archived({ fields }: { fields: readonly ManagedField[] }) {
  const words = useMessages(messages);
  const kinds = useMessages(kindWords);
  const restore = useOrgMutation(api.fields.restore);
  return (
    <div className="fields-away">
      <Section title={words.archived} note={words.archivedNote}>
        <ul className="fields-list">
          {fields.map(({ key, label, type }) => (
            <li key={key} className="fields-row">
              <span />
              <span className="truncate">{label}</span>
              <span className="row quiet fields-kind">
                <FieldKindIcon type={type} />
                <span className="truncate">{kinds[type]}</span>
              </span>
              <Button
                size="small"
                onClick={() => void restore({ entity: "customers", key }).catch(reportError)}
              >
                {words.restore}
              </Button>
              <span />
            </li>
          ))}
        </ul>
      </Section>
    </div>
  );
}
