// The second screen of a fresh Orbit: the organization, its trade and its place.
import { useState } from "react";
import { useMutation } from "convex/react";
import { useNavigate } from "react-router";
import { api } from "../../../convex/_generated/api";
import { newOrganizationShape, templates, type Template } from "../../../convex/organizations/shape";
import { useViewer } from "../../data/account";
import { useSession } from "../../data/auth/session";
import { useSettings } from "../../data/OrbitProvider";
import { useZodForm } from "../../data/useZodForm";
import { LOCALES, LOCALE_NAMES, useLocale } from "../../i18n/locale";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { FormField } from "../../ui/FormField";
import { FormProblem } from "../../ui/FormProblem";
import { Select } from "../../ui/Select";
import { TextField } from "../../ui/TextField";
import { later } from "../../ui/later";
import { Entrance, useFirstFocus } from "../identity/Entrance";
import { organizationMessages } from "./messages";
import { CountryField, CurrencyField, TimeZoneField } from "./PlaceFields";
import { guessPlace } from "./places";
import "./NewOrganization.css";

const ClerkPanel = later(() => import("../identity/ClerkPanel"));

export default function NewOrganizationPage() {
  return useSettings().identity === "clerk" ? <ClerkPanel kind="createOrganization" /> : <NewOrganization />;
}

function NewOrganization() {
  const words = useMessages(organizationMessages);
  const locale = useLocale();
  const navigate = useNavigate();
  const viewer = useViewer();
  const session = useSession();
  const create = useMutation(api.organizations.create);
  const [place] = useState(() => guessPlace(locale));
  const form = useZodForm(newOrganizationShape, {
    defaults: { name: "", template: "generic", language: locale, ...place },
    draftKey: "organizations.new",
  });
  useFirstFocus(form, "name");
  const hasOther = (viewer?.memberships.length ?? 0) > 0;
  return (
    <Entrance title={words.title} lead={words.lead} wide>
      <form
        noValidate
        onSubmit={form.submit(async (input) => {
          const { slug } = await create(input);
          void navigate(`/o/${slug}/start`, { replace: true });
        })}
      >
        <FormField label={words.name} required error={form.error("name")}>
          <TextField
            {...form.register("name")}
            autoComplete="organization"
            placeholder={words.namePlaceholder}
          />
        </FormField>
        <fieldset>
          <legend className="field-label">{words.trade}</legend>
          <p className="field-note">{words.tradeNote}</p>
          <div className="trades">
            {templates.map((template) => (
              <label key={template} className="trade">
                <input type="radio" value={template} {...form.register("template")} />
                <span>
                  <span className="trade-name">{words[template]}</span>
                  <span className="meta">{words[noteOf(template)]}</span>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
        <fieldset>
          <legend className="field-label">{words.place}</legend>
          <div className="place">
            <FormField label={words.country} error={form.error("country")}>
              {form.control("country", (field) => (
                <CountryField value={field.value} onChange={field.onChange} />
              ))}
            </FormField>
            <FormField label={words.currency} error={form.error("currency")}>
              {form.control("currency", (field) => (
                <CurrencyField value={field.value} onChange={field.onChange} />
              ))}
            </FormField>
            <FormField label={words.timeZone} error={form.error("timeZone")}>
              {form.control("timeZone", (field) => (
                <TimeZoneField value={field.value} onChange={field.onChange} />
              ))}
            </FormField>
            <FormField label={words.language} error={form.error("language")}>
              {form.control("language", (field) => (
                <Select
                  {...field}
                  options={LOCALES.map((each) => ({ value: each, label: LOCALE_NAMES[each] }))}
                />
              ))}
            </FormField>
          </div>
        </fieldset>
        <FormProblem>{form.problem}</FormProblem>
        <div className="row">
          <Button type="submit" look="primary" busy={form.busy}>
            {words.create}
          </Button>
          {hasOther ? (
            <Button look="ghost" onClick={() => void navigate(-1)}>
              {words.back}
            </Button>
          ) : (
            <Button look="ghost" onClick={() => void session.signOut()}>
              {words.signOut}
            </Button>
          )}
        </div>
      </form>
    </Entrance>
  );
}

function noteOf(template: Template): `${Template}Note` {
  return `${template}Note`;
}
