// Three steps that tick themselves off, each with a picture made of the real components.
import type { ReactNode } from "react";
import { CheckCircledIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgQuery } from "../../data/org";
import { Avatar } from "../../ui/Avatar";
import { StatusBadge } from "../../ui/Badge";
import { Button, ButtonLink } from "../../ui/Button";
import { Skeleton } from "../../ui/Feedback";
import { useMessages } from "../../i18n/messages";
import { CustomerStatusBadge } from "../customers/badges";
import { SampleDataButton, SampleDataLine } from "./SampleData";
import { messages } from "./messages";
import "./firstRun.css";

/** The steps while any is open; the line about sample data while there is some; nothing otherwise. For admins. */
export function FirstSteps() {
  const steps = useOrgQuery(api.dashboard.steps, {});
  if (steps === undefined) return null;
  if (!steps.customers) return <Steps />;
  return (
    <>
      <SampleDataLine />
      {!(steps.people && steps.form) && <NextSteps people={steps.people} form={steps.form} />}
    </>
  );
}

/** Once there are customers to look at, the steps that are left take one line. */
function NextSteps({ people, form }: { people: boolean; form: boolean }) {
  const words = useMessages(messages);
  const org = useOrg();
  return (
    <p className="row next-steps">
      <span className="quiet">{words.next}</span>
      {!people && (
        <ButtonLink size="small" to={org.path("settings/members")}>
          {words.peopleAction}
        </ButtonLink>
      )}
      {!form && (
        <ButtonLink size="small" to={org.path("forms")}>
          {words.formAction}
        </ButtonLink>
      )}
    </p>
  );
}

export function Steps() {
  const words = useMessages(messages);
  const org = useOrg();
  const steps = useOrgQuery(api.dashboard.steps, {});
  return (
    <div className="first">
      <SampleDataLine />
      <ol className="first-steps">
        <Step
          done={steps?.customers}
          title={words.customersTitle}
          body={words.customersBody}
          picture={<CustomersPicture />}
          actions={
            <>
              <SampleDataButton look="primary" />
              <ButtonLink to={org.path("import")}>{words.importAction}</ButtonLink>
              <ButtonLink look="ghost" to={org.path("customers?new=1")}>
                {words.addAction}
              </ButtonLink>
            </>
          }
        />
        <Step
          done={steps?.people}
          title={words.peopleTitle}
          body={words.peopleBody}
          picture={<PeoplePicture />}
          actions={<ButtonLink to={org.path("settings/members")}>{words.peopleAction}</ButtonLink>}
        />
        <Step
          done={steps?.form}
          title={words.formTitle}
          body={words.formBody}
          picture={<FormPicture />}
          actions={<ButtonLink to={org.path("forms")}>{words.formAction}</ButtonLink>}
        />
      </ol>
    </div>
  );
}

function Step(props: {
  /** undefined while loading. */
  done: boolean | undefined;
  title: string;
  body: string;
  picture: ReactNode;
  actions: ReactNode;
}) {
  const words = useMessages(messages);
  return (
    <li className="first-step" data-done={props.done || undefined}>
      <div className="first-picture" aria-hidden inert>
        {props.picture}
      </div>
      <div className="first-words">
        <h2 className="row">
          {props.title}
          {props.done && (
            <StatusBadge role="positive" icon={<CheckCircledIcon aria-hidden />}>
              {words.done}
            </StatusBadge>
          )}
        </h2>
        <p className="quiet">{props.body}</p>
      </div>
      <div className="first-actions">
        {props.done === undefined ? <Skeleton width={120} height={28} /> : props.actions}
      </div>
    </li>
  );
}

function PeoplePicture() {
  return (
    <>
      {["Alma Reyes", "Тимур Ахметов", "Jonas Keller"].map((name) => (
        <span key={name} className="row first-row">
          <Avatar name={name} />
          <span className="truncate">{name}</span>
        </span>
      ))}
    </>
  );
}

function CustomersPicture() {
  return (
    <>
      {(
        [
          ["Northwind Outfitters", "active"],
          ["Алия Сапарова", "lead"],
          ["Tanaka & Co.", "prospect"],
        ] as const
      ).map(([name, status]) => (
        <span key={name} className="row first-row">
          <Avatar name={name} />
          <span className="truncate grow">{name}</span>
          <CustomerStatusBadge status={status} />
        </span>
      ))}
    </>
  );
}

function FormPicture() {
  const words = useMessages(messages);
  return (
    <>
      <span className="first-field">{words.pictureName}</span>
      <span className="first-field">+7 701 555 01 02</span>
      <Button look="primary" size="small" tabIndex={-1}>
        {words.pictureSend}
      </Button>
    </>
  );
}
