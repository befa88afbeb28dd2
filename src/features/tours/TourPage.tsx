// One tour with its departures, the places of each live (TRV-01, TRV-03, TRV-28).
import { Suspense, useState } from "react";
import { Link, useParams } from "react-router";
import { ArchiveIcon, Pencil1Icon, PlusIcon, ResetIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgMutation, useOrgPaginated, useOrgQuery, type OrgRow } from "../../data/org";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useToday } from "../../hooks/useToday";
import { useMessages } from "../../i18n/messages";
import { Badge } from "../../ui/Badge";
import { Button, ButtonLink } from "../../ui/Button";
import { SkeletonLines } from "../../ui/Feedback";
import { LoadMore } from "../../ui/LoadMore";
import { Figure, Page, Section } from "../../ui/Page";
import { toast } from "../../ui/toast";
import { DayText, MoneyText, NumberText } from "../../ui/Values";
import { later } from "../../ui/later";
import { messages } from "./messages";
import { SeatsLeft } from "./SeatsLeft";
import "./tours.css";

const TourSheet = later(() => import("./TourSheet"));
const DepartureSheet = later(() => import("./DepartureSheet"));
type Departure = OrgRow<typeof api.tours.departures>;

export default function TourPage() {
  const { tourId = "" } = useParams();
  const words = useMessages(messages);
  const { can, path } = useOrg();
  const tour = useOrgQuery(api.tours.get, { tourId });
  const update = useOrgMutation(api.tours.update);
  const undoable = useUndoable();
  const [isEditing, setEditing] = useState(false);
  const [departure, setDeparture] = useState<Departure | "new" | null>(null);
  const mayManage = can("tours:manage");
  const crumbs = [{ label: words.title, to: path("tours") }];
  if (tour === undefined)
    return (
      <Page title={words.title} crumbs={crumbs} layout="wide">
        <SkeletonLines widths={["40%", "70%", "60%"]} />
      </Page>
    );
  const { _id, name, active } = tour;
  const offer = async (isOn: boolean) => {
    try {
      await update({ tourId: _id, changes: { active: isOn } });
      const said = isOn ? words.isOn({ name }) : words.isOff({ name });
      undoable(said, () => update({ tourId: _id, changes: { active: !isOn } }));
    } catch (error) {
      reportError(error);
    }
  };
  return (
    <Page
      title={name}
      crumbs={crumbs}
      layout="wide"
      presence={active ? null : <Badge>{words.inactive}</Badge>}
      actions={
        mayManage && (
          <>
            <Button
              icon={active ? <ArchiveIcon aria-hidden /> : <ResetIcon aria-hidden />}
              onClick={() => void offer(!active)}
            >
              {active ? words.switchOff : words.switchOn}
            </Button>
            <Button icon={<Pencil1Icon aria-hidden />} onClick={() => setEditing(true)}>
              {words.edit}
            </Button>
            <Button look="primary" icon={<PlusIcon aria-hidden />} onClick={() => setDeparture("new")}>
              {words.addDeparture}
            </Button>
          </>
        )
      }
    >
      <div className="tour-figures">
        <Figure label={words.pricePerPerson}>
          <MoneyText minor={tour.basePrice} currency={tour.currency} />
        </Figure>
        <Figure label={words.places}>
          <NumberText value={tour.capacity} />
        </Figure>
        <Figure label={words.durationDays}>
          <NumberText value={tour.durationDays} />
        </Figure>
      </div>
      {tour.description !== null && <p className="prose tour-description">{tour.description}</p>}
      <Departures
        tourId={_id}
        when="upcoming"
        isOffered={active}
        onEdit={mayManage ? setDeparture : undefined}
      />
      <Departures tourId={_id} when="past" isOffered={false} onEdit={undefined} />
      <Suspense>
        {isEditing && (
          <TourSheet tour={tour} onSaved={() => setEditing(false)} onClose={() => setEditing(false)} />
        )}
        {departure !== null && (
          <DepartureSheet
            tour={tour}
            departure={departure === "new" ? null : departure}
            onClose={() => setDeparture(null)}
          />
        )}
      </Suspense>
    </Page>
  );
}

function Departures(props: {
  tourId: Departure["tourId"];
  when: "upcoming" | "past";
  isOffered: boolean;
  onEdit: ((departure: Departure) => void) | undefined;
}) {
  const { tourId, when, isOffered, onEdit } = props;
  const words = useMessages(messages);
  const { can, path } = useOrg();
  const today = useToday();
  const remove = useOrgMutation(api.tours.removeDate);
  const list = useOrgPaginated(api.tours.departures, today === undefined ? "skip" : { tourId, when, today }, {
    initialNumItems: 20,
    pageSize: 20,
  });
  if (when === "past" && (list.rows === undefined || list.rows.length === 0)) return null;
  const takeOff = async (departure: Departure) => {
    try {
      await remove({ departureId: departure._id });
      toast(words.removed);
    } catch (error) {
      reportError(error);
    }
  };
  return (
    <Section title={when === "upcoming" ? words.upcoming : words.past}>
      {list.rows === undefined ? (
        <SkeletonLines widths={["70%", "60%"]} />
      ) : list.rows.length === 0 ? (
        <p className="quiet">{words.noUpcoming}</p>
      ) : (
        <ul className="departure-list">
          {list.rows.map((row) => (
            <li key={row._id} className="departure-row">
              <Link className="link departure-days" to={path(`tours/departures/${row._id}`)}>
                <DayText day={row.departureDate} />
                {row.endDate !== row.departureDate && (
                  <span className="meta">
                    {" – "}
                    <DayText day={row.endDate} />
                  </span>
                )}
              </Link>
              <MoneyText minor={row.price} currency={row.currency} />
              <span className="departure-left">
                <SeatsLeft left={row.seatsLeft} of={row.capacity} />
              </span>
              <span className="row departure-deeds">
                {isOffered && can("bookings:write") && row.seatsLeft > 0 && (
                  <ButtonLink size="small" to={path(`bookings?new=1&departure=${row._id}`)}>
                    {words.book}
                  </ButtonLink>
                )}
                {onEdit !== undefined && (
                  <Button size="small" look="ghost" onClick={() => onEdit(row)}>
                    {words.edit}
                  </Button>
                )}
                {onEdit !== undefined && row.seatsTaken === 0 && (
                  <Button size="small" look="ghost" onClick={() => void takeOff(row)}>
                    {words.remove}
                  </Button>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      <LoadMore list={list}>{words.more}</LoadMore>
    </Section>
  );
}
