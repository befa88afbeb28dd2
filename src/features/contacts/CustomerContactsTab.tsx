// The people at a customer: who is primary, how to reach them, one press to call.
import { Suspense, useState } from "react";
import { DotsHorizontalIcon, PersonIcon, PlusIcon, StarFilledIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import type { Doc } from "../../../convex/_generated/dataModel";
import { useOrgMutation, useOrgQuery } from "../../data/org";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { Avatar } from "../../ui/Avatar";
import { Badge } from "../../ui/Badge";
import { Button, IconButton } from "../../ui/Button";
import { Skeleton } from "../../ui/Feedback";
import { Menu } from "../../ui/Menu";
import { PhoneLink } from "../../ui/Values";
import { later } from "../../ui/later";
import type { CustomerPartProps } from "../customers/openCustomer";
import { ManyContacts } from "./ManyContacts";
import { messages } from "./messages";
import "./contacts.css";

const ContactDialog = later(() => import("./ContactDialog"));

export function CustomerContactsTab({ customer }: CustomerPartProps) {
  const words = useMessages(messages);
  const list = useOrgQuery(api.contacts.list, { customerId: customer._id });
  const [open, setOpen] = useState<Doc<"contacts"> | "new" | null>(null);
  if (list === undefined) return <Shape />;
  const add = (
    <>
      {list.canWrite && (
        <Button size="small" icon={<PlusIcon aria-hidden />} onClick={() => setOpen("new")}>
          {words.add}
        </Button>
      )}
      <ManyContacts customerId={customer._id} isEmpty={list.contacts.length === 0} />
    </>
  );
  return (
    <div className="stack">
      {list.contacts.length === 0 ? (
        <div className="contacts-empty">
          <p className="contacts-empty-title">{words.emptyTitle}</p>
          <p className="quiet">{words.empty}</p>
          <div className="row">{add}</div>
        </div>
      ) : (
        <>
          <div className="row">{add}</div>
          <ul className="contacts">
            {list.contacts.map((contact) => (
              <ContactRow
                key={contact._id}
                contact={contact}
                canWrite={list.canWrite}
                onEdit={() => setOpen(contact)}
              />
            ))}
          </ul>
          {list.hasMore && <p className="meta">{words.more}</p>}
        </>
      )}
      {open !== null && (
        <Suspense>
          <ContactDialog
            customerId={customer._id}
            contact={open === "new" ? null : open}
            onClose={() => setOpen(null)}
          />
        </Suspense>
      )}
    </div>
  );
}

function ContactRow(props: { contact: Doc<"contacts">; canWrite: boolean; onEdit: () => void }) {
  const { contact, canWrite, onEdit } = props;
  const words = useMessages(messages);
  const makePrimary = useOrgMutation(api.contacts.makePrimary);
  const remove = useOrgMutation(api.contacts.remove);
  const restore = useOrgMutation(api.contacts.restore);
  const undoable = useUndoable();
  const name = `${contact.firstName} ${contact.lastName}`;
  const place = [contact.title, contact.department].filter(Boolean).join(", ");
  const contactId = contact._id;
  return (
    <li className="contact-row">
      <Avatar name={name} round size="medium" />
      <div className="contact-who">
        <span className="row">
          <span className="truncate contact-name">{name}</span>
          {contact.isPrimary && (
            <Badge role="live" icon={<StarFilledIcon aria-hidden />} title={words.makePrimaryNow}>
              {words.primary}
            </Badge>
          )}
          {contact.isDecisionMaker && (
            <Badge role="info" icon={<PersonIcon aria-hidden />}>
              {words.decides}
            </Badge>
          )}
        </span>
        {place !== "" && <span className="meta truncate">{place}</span>}
        {contact.notes !== undefined && <span className="meta contact-notes">{contact.notes}</span>}
      </div>
      <div className="contact-ways">
        {contact.email !== undefined && (
          <a className="truncate contact" href={`mailto:${contact.email}`}>
            {contact.email}
          </a>
        )}
        {contact.phoneE164 !== undefined && (
          <PhoneLink phone={contact.phoneE164} display={contact.phone ?? contact.phoneE164} />
        )}
        {contact.mobileE164 !== undefined && (
          <PhoneLink phone={contact.mobileE164} display={contact.mobile ?? contact.mobileE164} whatsapp />
        )}
      </div>
      {canWrite && (
        <Menu
          align="end"
          items={[
            { label: words.edit, onSelect: onEdit },
            ...(contact.isPrimary
              ? []
              : [
                  {
                    label: words.makePrimary,
                    onSelect: () => void makePrimary({ contactId }).catch(reportError),
                  },
                ]),
            {
              label: words.remove,
              danger: true,
              onSelect: () =>
                void remove({ contactId }).then(
                  () => undoable(words.removed({ name }), () => restore({ contactId })),
                  reportError,
                ),
            },
          ]}
          trigger={(trigger) => (
            <IconButton {...trigger} label={words.actions({ name })}>
              <DotsHorizontalIcon aria-hidden />
            </IconButton>
          )}
        />
      )}
    </li>
  );
}

function Shape() {
  return (
    <ul className="contacts" aria-hidden>
      {[40, 55].map((width) => (
        <li className="contact-row" key={width}>
          <Avatar name={null} round size="medium" />
          <div className="contact-who">
            <Skeleton width={`${width}%`} />
            <Skeleton width="25%" />
          </div>
        </li>
      ))}
    </ul>
  );
}
