// One form: its settings at the left, the real thing beside them, the snippet and its numbers below.
import { useState } from "react";
import { useNavigate, useParams } from "react-router";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { newForm, type WidgetInput } from "../../../convex/widgets/shape";
import type { WidgetDetail } from "../../../convex/widgets/view";
import { useOrg, useOrgMutation, useOrgQuery } from "../../data/org";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useLocale } from "../../i18n/locale";
import { useMessages } from "../../i18n/messages";
import { StatusBadge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Skeleton } from "../../ui/Feedback";
import { Page, Section } from "../../ui/Page";
import { toast } from "../../ui/toast";
import { FormEditor } from "./FormEditor";
import { FormNumbers } from "./FormNumbers";
import { FormPreview } from "./FormPreview";
import { FormSnippet } from "./FormSnippet";
import { messages } from "./messages";
import "./forms.css";

export default function FormPage() {
  const { widgetId } = useParams();
  return widgetId === undefined ? <NewForm /> : <KnownForm widgetId={widgetId as Id<"widgets">} />;
}

function NewForm() {
  const words = useMessages(messages);
  const locale = useLocale();
  const org = useOrg();
  const navigate = useNavigate();
  const create = useOrgMutation(api.widgets.create);
  const [input] = useState<WidgetInput>(() => ({
    name: words.untitled,
    form: newForm(locale),
    allowedOrigins: [],
    allowSandboxed: false,
    tags: [],
    reuseOpenLead: true,
  }));
  return (
    <Page title={words.newForm} crumbs={[{ label: words.title, to: org.path("forms") }]} layout="column">
      <FormEditor
        input={input}
        verb={words.create}
        onSave={async (widget) => {
          const id = await create({ widget: widget as never });
          void navigate(org.path(`forms/${id}`), { replace: true });
        }}
      />
    </Page>
  );
}

function KnownForm({ widgetId }: { widgetId: Id<"widgets"> }) {
  const words = useMessages(messages);
  const org = useOrg();
  const widget = useOrgQuery(api.widgets.get, { widgetId });
  const crumbs = [{ label: words.title, to: org.path("forms") }];
  if (widget === undefined) {
    return (
      <Page title={words.title} crumbs={crumbs}>
        <div className="form-page" aria-hidden>
          <div className="stack">
            <Skeleton width="40%" height={28} />
            <Skeleton width="80%" height={28} />
            <Skeleton width="80%" height={28} />
          </div>
        </div>
      </Page>
    );
  }
  return (
    <Page
      title={widget.name}
      crumbs={crumbs}
      count={
        <StatusBadge role={widget.active ? "positive" : "neutral"}>
          {widget.active ? words.on : words.off}
        </StatusBadge>
      }
      actions={<SwitchButton widget={widget} />}
    >
      <Loaded widget={widget} />
    </Page>
  );
}

function SwitchButton({ widget }: { widget: WidgetDetail }) {
  const words = useMessages(messages);
  const undoable = useUndoable();
  const setActive = useOrgMutation(api.widgets.setActive);
  const { _id: widgetId, name, active } = widget;
  const turn = () =>
    setActive({ widgetId, active: !active }).then(
      () =>
        undoable(active ? words.switchedOff({ name }) : words.switchedOn({ name }), () =>
          setActive({ widgetId, active }),
        ),
      reportError,
    );
  return <Button onClick={() => void turn()}>{active ? words.switchOff : words.switchOn}</Button>;
}

function Loaded({ widget }: { widget: WidgetDetail }) {
  const words = useMessages(messages);
  const update = useOrgMutation(api.widgets.update);
  const { name, form, allowedOrigins, allowSandboxed, defaultOwnerId, tags, reuseOpenLead } = widget;
  const input: WidgetInput = {
    name,
    form,
    allowedOrigins,
    allowSandboxed,
    tags,
    reuseOpenLead,
    ...(defaultOwnerId === undefined ? {} : { defaultOwnerId }),
  };
  return (
    <div className="form-page scroll">
      <div className="form-page-main">
        <FormNumbers widget={widget} />
        <FormEditor
          key={widget._id}
          input={input}
          verb={words.save}
          onSave={async (changed) => {
            await update({ widgetId: widget._id, widget: changed as never });
            toast(words.saved, { role: "positive" });
          }}
        />
      </div>
      <div className="form-page-side">
        <Section title={words.preview} note={words.previewNote}>
          <FormPreview widget={widget} />
        </Section>
        <FormSnippet widget={widget} />
      </div>
    </div>
  );
}
