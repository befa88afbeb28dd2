// One template: its words in each language, what can be put into them, and how a customer will read them (COM-10, COM-23).
import { useState, type RefObject, useRef } from "react";
import type * as z from "zod";
import { api } from "../../../convex/_generated/api";
import {
  customerVariables,
  languages,
  type Language,
  type TemplateTexts,
} from "../../../convex/templates/rendering";
import {
  categories,
  channels,
  templateShape,
  type TemplateCategory,
  type TemplateChannel,
} from "../../../convex/templates/shape";
import { useOrgMutation, useOrgQuery } from "../../data/org";
import { useZodForm } from "../../data/useZodForm";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { FormActions, FormField } from "../../ui/FormField";
import { uiMessages } from "../../ui/messages";
import { Select } from "../../ui/Select";
import { Sheet } from "../../ui/Sheet";
import { TextArea } from "../../ui/TextArea";
import { TextField } from "../../ui/TextField";
import { messages } from "./messages";
import type { Template } from "./template";
import { TemplatePreview } from "./TemplatePreview";
import "./templates.css";

type Text = { subject: string; content: string };
interface Typed extends Record<string, unknown> {
  name: string;
  channel: TemplateChannel;
  category: TemplateCategory;
  texts: Record<Language, Text>;
}
type Entered = z.output<typeof templateShape> & Record<string, unknown>;

export default function TemplateSheet(props: { template: Template | null; onClose: () => void }) {
  const settings = useOrgQuery(api.settings.get, {});
  return settings === undefined ? null : <Form {...props} own={settings.language} />;
}

const blank: Text = { subject: "", content: "" };

function useTemplateForm(template: Template | null) {
  const text = (language: Language): Text => ({ ...blank, ...template?.texts[language] });
  return useZodForm(templateShape as unknown as z.ZodType<Entered, Typed>, {
    defaults: {
      name: template?.name ?? "",
      channel: template?.channel ?? "email",
      category: template?.category ?? "marketing",
      texts: { en: text("en"), ru: text("ru") },
    },
  });
}

function Form({ template, own, onClose }: { template: Template | null; own: Language; onClose: () => void }) {
  const words = useMessages(messages);
  const ui = useMessages(uiMessages);
  const create = useOrgMutation(api.templates.create);
  const update = useOrgMutation(api.templates.update);
  const form = useTemplateForm(template);
  const { channel, texts } = form.watch();
  const [opened, setOpened] = useState<readonly Language[]>([]);
  const hasWords = ({ subject, content }: Text) => subject !== "" || content !== "";
  const isShown = (language: Language) =>
    language === own ||
    opened.includes(language) ||
    hasWords(texts[language]) ||
    form.error(`texts.${language}.content`) !== undefined;
  const inOrder = [own, ...languages.filter((language) => language !== own)];
  return (
    <Sheet open modal onClose={onClose} title={template?.name ?? words.addNew}>
      <form
        className="stack"
        onSubmit={form.submit(async ({ name, channel: by, category, texts: kept }) => {
          const input = { name, channel: by, category, texts: kept } as Parameters<typeof create>[0]["input"];
          if (template === null) await create({ input });
          else await update({ templateId: template._id, input });
          onClose();
        })}
      >
        <FormField label={words.name} required error={form.error("name")} help={words.nameHelp}>
          <TextField maxLength={120} {...form.register("name")} />
        </FormField>
        <div className="template-two">
          <FormField label={words.channel} error={form.error("channel")}>
            {form.control("channel", (field) => (
              <Select {...field} options={channels.map((value) => ({ value, label: words[value] }))} />
            ))}
          </FormField>
          <FormField label={words.category} error={form.error("category")} help={words.categoryHelp}>
            {form.control("category", (field) => (
              <Select {...field} options={categories.map((value) => ({ value, label: words[value] }))} />
            ))}
          </FormField>
        </div>
        {inOrder.map((language) =>
          isShown(language) ? (
            <LanguageFields key={language} language={language} form={form} hasSubject={channel === "email"} />
          ) : (
            <div key={language}>
              <Button size="small" onClick={() => setOpened([...opened, language])}>
                {language === "en" ? words.alsoEnglish : words.alsoRussian}
              </Button>
            </div>
          ),
        )}
        <p className="field-note">{words.placesHelp}</p>
        <TemplatePreview texts={written(texts, channel)} />
        <FormActions problem={form.problem}>
          <Button onClick={onClose}>{ui.cancel}</Button>
          <Button type="submit" look="primary" busy={form.busy}>
            {template === null ? words.add : words.save}
          </Button>
        </FormActions>
      </form>
    </Sheet>
  );
}

/** The languages that have a message so far. */
function written(texts: Record<Language, Text>, channel: TemplateChannel): TemplateTexts {
  const found: TemplateTexts = {};
  for (const language of languages) {
    const { subject, content } = texts[language];
    if (content.trim() !== "") found[language] = channel === "email" ? { subject, content } : { content };
  }
  return found;
}

function LanguageFields({
  language,
  form,
  hasSubject,
}: {
  language: Language;
  form: ReturnType<typeof useTemplateForm>;
  hasSubject: boolean;
}) {
  const words = useMessages(messages);
  const area = useRef<HTMLTextAreaElement | null>(null);
  const content = form.register(`texts.${language}.content`);
  return (
    <fieldset className="template-language" lang={language}>
      <legend>{language === "en" ? words.inEnglish : words.inRussian}</legend>
      {hasSubject && (
        <FormField label={words.subject} required error={form.error(`texts.${language}.subject`)}>
          <TextField maxLength={200} {...form.register(`texts.${language}.subject`)} />
        </FormField>
      )}
      <FormField label={words.content} required error={form.error(`texts.${language}.content`)}>
        <TextArea
          rows={7}
          {...content}
          ref={(element) => {
            content.ref(element);
            area.current = element;
          }}
        />
      </FormField>
      <Places
        area={area}
        onPut={(text) => form.setValue(`texts.${language}.content`, text, { shouldDirty: true })}
      />
    </fieldset>
  );
}

/** Puts a place of the customer's own where the writer stands in the text. */
function Places(props: { area: RefObject<HTMLTextAreaElement | null>; onPut: (text: string) => void }) {
  const words = useMessages(messages);
  const put = (name: string) => {
    const element = props.area.current;
    if (element === null) return;
    const { value, selectionStart, selectionEnd } = element;
    const place = `{{${name}}}`;
    props.onPut(value.slice(0, selectionStart) + place + value.slice(selectionEnd));
    element.focus();
    const after = selectionStart + place.length;
    element.setSelectionRange(after, after);
  };
  return (
    <div className="template-places" role="group" aria-label={words.places}>
      <span className="meta">{words.places}</span>
      {customerVariables.map((name) => (
        <Button key={name} size="small" look="ghost" onClick={() => put(name)}>
          {words[`${name}Place`]}
        </Button>
      ))}
    </div>
  );
}
