// The views of the list: choosing one, and keeping, renaming, sharing and deleting the present one.
import { Suspense, useState } from "react";
import { BookmarkFilledIcon, BookmarkIcon, CaretSortIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgMutation } from "../../data/org";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { LiveValue } from "../../ui/LiveValue";
import { Menu } from "../../ui/Menu";
import { later } from "../../ui/later";
import type { MenuItem } from "../../ui/menuItem";
import { noteOwnEdit } from "../../ui/ownEdits";
import type { Arrangement } from "../../ui/tableView";
import { listMessages } from "./listMessages";
import type { ListView, SavedView } from "./useListView";

const NameDialog = later(() => import("./NameDialog"));

type Asked = { kind: "create"; name: string } | { kind: "rename"; view: SavedView };

const ownKey = (viewId: string) => `view:${viewId}`;

export default function ViewMenu(props: {
  list: ListView;
  /** As the table is arranged now. */
  arrangement: Required<Arrangement>;
  isArrangementChanged: boolean;
  onSaved: () => void;
}) {
  const words = useMessages(listMessages);
  const org = useOrg();
  const undoable = useUndoable();
  const create = useOrgMutation(api.views.create);
  const update = useOrgMutation(api.views.update);
  const remove = useOrgMutation(api.views.remove);
  const restore = useOrgMutation(api.views.restore);
  const mark = useOrgMutation(api.views.mark);
  const [asked, setAsked] = useState<Asked | null>(null);
  const { list } = props;
  const { view, views } = list;
  const isChanged = view !== null && (list.isChanged || props.isArrangementChanged);

  const look = () => ({
    where: list.look.where,
    sort: list.look.sort,
    ...(list.look.groupBy === null ? {} : { groupBy: list.look.groupBy }),
    columns: [...props.arrangement.columns],
    widths: { ...props.arrangement.widths },
    density: list.density,
  });
  const tell = (work: Promise<unknown>) => void work.catch(reportError);
  async function save(name: string) {
    if (asked?.kind === "rename") {
      noteOwnEdit(ownKey(asked.view._id));
      await update({ viewId: asked.view._id, revision: asked.view.revision, name });
      return;
    }
    const viewId = await create({ name, look: look() });
    props.onSaved();
    list.goTo(viewId);
  }
  async function saveChanges(current: SavedView) {
    noteOwnEdit(ownKey(current._id));
    await update({ viewId: current._id, revision: current.revision, look: look() });
    props.onSaved();
    list.goTo(current._id);
  }
  async function drop(current: SavedView) {
    await remove({ viewId: current._id });
    list.goTo(null);
    undoable(words.deleted({ name: current.name }), () => restore({ viewId: current._id }));
  }

  const choices = (some: readonly SavedView[]): MenuItem[] =>
    some.map((one) => ({
      label: one.name,
      checked: one._id === view?._id,
      onSelect: () => list.goTo(one._id),
    }));
  const mine = views.filter(({ isMine }) => isMine);
  const shared = views.filter(({ isMine }) => !isMine);
  const audiences = [
    ["private", words.visiblePrivate],
    ["team", words.visibleTeam],
    ["org", words.visibleOrg],
  ] as const;
  const ofView = (current: SavedView): MenuItem[] => [
    { heading: words.thisView },
    {
      label: words.favourite,
      checked: current.isFavourite,
      onSelect: () => tell(mark({ viewId: current._id, isFavourite: !current.isFavourite })),
    },
    {
      label: words.makeDefault,
      checked: current.isDefault,
      onSelect: () => tell(mark({ viewId: current._id, isDefault: !current.isDefault })),
    },
    {
      label: words.duplicate,
      onSelect: () => setAsked({ kind: "create", name: words.copyOf({ name: current.name }) }),
    },
    ...(current.isEditable
      ? ([
          { label: words.rename, onSelect: () => setAsked({ kind: "rename", view: current }) },
          { label: words.remove, danger: true, onSelect: () => tell(drop(current)) },
          ...(org.can("views:share")
            ? [
                { heading: words.visibility },
                ...audiences.map(([audience, label]) => ({
                  label,
                  checked: current.audience === audience,
                  onSelect: () => {
                    noteOwnEdit(ownKey(current._id));
                    tell(update({ viewId: current._id, revision: current.revision, audience }));
                  },
                })),
              ]
            : []),
        ] satisfies MenuItem[])
      : []),
  ];

  return (
    <>
      <Menu
        items={[
          { label: words.everybody, checked: view === null, onSelect: () => list.goTo(null) },
          ...(mine.length > 0 ? [{ heading: words.mine }, ...choices(mine)] : []),
          ...(shared.length > 0 ? [{ heading: words.shared }, ...choices(shared)] : []),
          "line",
          { label: words.saveAs, onSelect: () => setAsked({ kind: "create", name: "" }) },
          ...(view === null ? [] : ofView(view)),
        ]}
        trigger={(trigger) => (
          <Button
            {...trigger}
            look="ghost"
            size="small"
            icon={view === null ? <BookmarkIcon aria-hidden /> : <BookmarkFilledIcon aria-hidden />}
          >
            <span className="view-chosen">
              <span className="truncate view-name">
                {view === null ? (
                  words.everybody
                ) : (
                  // What a colleague changes in the view one is in shows at once; the glow says why the rows moved.
                  <LiveValue key={view._id} value={view.revision} field={ownKey(view._id)}>
                    {view.name}
                  </LiveValue>
                )}
              </span>
              <CaretSortIcon aria-hidden />
            </span>
          </Button>
        )}
      />
      {list.isMissing && (
        <span className="row view-changed" role="status">
          <span className="meta">{words.viewGone}</span>
          <Button size="small" look="ghost" onClick={() => list.goTo(null)}>
            {words.viewGoneFine}
          </Button>
        </span>
      )}
      {isChanged && (
        <span className="row view-changed">
          {view.isEditable && (
            <Button size="small" look="soft" onClick={() => tell(saveChanges(view))}>
              {words.saveChanges}
            </Button>
          )}
          <Button size="small" look="ghost" onClick={() => setAsked({ kind: "create", name: "" })}>
            {words.saveAsNew}
          </Button>
        </span>
      )}
      {asked !== null && (
        <Suspense>
          <NameDialog
            title={asked.kind === "rename" ? words.rename : words.saveAs}
            name={asked.kind === "rename" ? asked.view.name : asked.name}
            onClose={() => setAsked(null)}
            onSave={save}
          />
        </Suspense>
      )}
    </>
  );
}
