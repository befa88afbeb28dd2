// Who travels on a booking, as far as it is known: guests by name, customers with their page (TRV-17).
import { useState } from "react";
import { Link } from "react-router";
import { Cross2Icon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgMutation, useOrgPaginated } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button, IconButton } from "../../ui/Button";
import { LoadMore } from "../../ui/LoadMore";
import { TextField } from "../../ui/TextField";
import { messages } from "./messages";
import type { OpenBooking } from "./openBooking";

export function Travellers({ booking }: { booking: OpenBooking }) {
  const words = useMessages(messages);
  const format = useFormat();
  const org = useOrg();
  const add = useOrgMutation(api.bookings.addPerson);
  const remove = useOrgMutation(api.bookings.removePerson);
  const [name, setName] = useState("");
  const { _id: bookingId, namedParticipants, numParticipants, may, status } = booking;
  const list = useOrgPaginated(
    api.bookings.participants,
    { bookingId },
    { initialNumItems: 20, pageSize: 50 },
  );
  const hasRoom = may.change && status !== "cancelled" && namedParticipants < numParticipants;
  const send = async () => {
    try {
      await add({ bookingId, input: { guestName: name } });
      setName("");
    } catch (error) {
      reportError(error);
    }
  };
  return (
    <section>
      <h3 className="booking-part">
        {words.travellers}{" "}
        <span className="meta">
          {words.namedOf({ n: format.number(namedParticipants), of: format.number(numParticipants) })}
        </span>
      </h3>
      <ul className="payment-list">
        {list.rows?.map((person) => (
          <li key={person._id} className="payment-row">
            <span className="payment-what">
              {person.customerId === null ? (
                <span className="truncate">{person.name || words.hidden}</span>
              ) : (
                <Link className="link truncate" to={org.path(`customers/${person.customerId}`)}>
                  {person.name}
                </Link>
              )}
              {person.dietary !== null && (
                <span className="meta truncate">
                  {words.dietary}: {person.dietary}
                </span>
              )}
            </span>
            {may.change && (
              <IconButton
                size="small"
                label={words.takeOff({ name: person.name })}
                onClick={() => void remove({ participantId: person._id }).catch(reportError)}
              >
                <Cross2Icon aria-hidden />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      <LoadMore list={list}>{words.more}</LoadMore>
      {hasRoom && (
        <form
          className="row booking-deeds"
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim() !== "") void send();
          }}
        >
          <TextField
            aria-label={words.guest}
            placeholder={words.guest}
            maxLength={120}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <Button type="submit" size="small" disabled={name.trim() === ""}>
            {words.addGuest}
          </Button>
        </form>
      )}
    </section>
  );
}
