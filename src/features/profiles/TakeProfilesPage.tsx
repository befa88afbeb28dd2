// Bringing in the website's files: drop one, see what it is, hand it over, see what became of each row.
import { profileKinds, type ProfileKind } from "../../../convex/profiles/shape";
import { useOrg } from "../../data/org";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button, ButtonLink } from "../../ui/Button";
import { ProgressBar } from "../../ui/Feedback";
import { FileDrop } from "../../ui/FileDrop";
import { Page, Section } from "../../ui/Page";
import { NumberText } from "../../ui/Values";
import { saveText } from "../../ui/saveText";
import { csvText } from "../imports/reading/csvFile";
import { takeMessages } from "./takeMessages";
import { useTake, type Outcome, type TakeState } from "./useTake";
import "./profiles.css";

/** Written as in the files themselves, in every language. */
const columns: Record<ProfileKind, string> = {
  profiles: "id, email, display_name, phone_number, vip_customer_data_id",
  vips: "id, vip_display_name, vip_email, vip_phone_number, vip_tier_id, stable_hash_id",
  links: "profile_id, match_confidence, match_method, linked_at, stable_hash_id",
};

export default function TakeProfilesPage() {
  const words = useMessages(takeMessages);
  const org = useOrg();
  const take = useTake();
  const { state } = take;
  return (
    <Page title={words.title} crumbs={[{ label: words.profiles, to: org.path("profiles") }]} layout="column">
      <div className="stack">
        {state.stage === "choose" || state.stage === "reading" ? (
          <FileDrop
            title={words.drop}
            note={words.dropNote}
            choose={words.choose}
            accept=".csv,.tsv,.txt,.json,text/csv,text/plain,application/json"
            problem={state.stage === "choose" && state.problem !== null ? words[state.problem] : null}
            onFile={take.open}
            reading={
              state.stage === "reading" ? (
                <Button look="primary" busy>
                  {words.reading}
                </Button>
              ) : undefined
            }
          />
        ) : state.stage === "ready" ? (
          <Ready state={state} onStart={() => take.run(state)} onAnother={take.again} />
        ) : (
          <Progress state={state} onStop={take.stop} onAnother={take.again} />
        )}
        {(state.stage === "choose" || state.stage === "ready") && (
          <Section title={words.expects}>
            <dl className="take-columns">
              {profileKinds.map((kind) => (
                <div key={kind}>
                  <dt>{words[`kind_${kind}`]}</dt>
                  <dd className="quiet">
                    <code>{columns[kind]}</code>
                  </dd>
                </div>
              ))}
            </dl>
          </Section>
        )}
      </div>
    </Page>
  );
}

function FileLine({ state }: { state: Extract<TakeState, { table: unknown }> }) {
  const words = useMessages(takeMessages);
  const format = useFormat();
  const { length } = state.table.rows;
  return (
    <div>
      <h2>{words[`kind_${state.kind}`]}</h2>
      <p className="meta numeric">
        {state.name} · {words.rows({ n: length, said: format.number(length) })}
      </p>
    </div>
  );
}

function Ready(props: {
  state: Extract<TakeState, { stage: "ready" }>;
  onStart: () => void;
  onAnother: () => void;
}) {
  const words = useMessages(takeMessages);
  return (
    <div className="stack">
      <FileLine state={props.state} />
      <div className="row">
        <Button look="primary" onClick={props.onStart}>
          {words.start}
        </Button>
        <Button look="ghost" onClick={props.onAnother}>
          {words.another}
        </Button>
      </div>
    </div>
  );
}

const outcomes: readonly Outcome[] = [
  "created",
  "linked",
  "updated",
  "unchanged",
  "noCustomer",
  "taken",
  "linkedOtherwise",
  "invalid",
];
const shownProblems = 50;

function Progress(props: {
  state: Extract<TakeState, { done: number }>;
  onStop: () => void;
  onAnother: () => void;
}) {
  const { state } = props;
  const words = useMessages(takeMessages);
  const format = useFormat();
  const org = useOrg();
  const total = state.table.rows.length;
  const isRunning = state.stage === "taking";
  return (
    <div className="stack">
      <FileLine state={state} />
      {isRunning ? (
        <>
          <ProgressBar value={total === 0 ? 1 : state.done / total} label={words.title} />
          <p className="meta numeric">
            {words.taking({ done: format.number(state.done), total: format.number(total) })}
          </p>
        </>
      ) : (
        <p role="status">{state.stage === "done" ? words.done : words.stopped}</p>
      )}
      <dl className="take-outcomes">
        {outcomes.map((outcome) =>
          state.counts[outcome] === undefined ? null : (
            <div key={outcome}>
              <dt>{words[outcome]}</dt>
              <dd className="numeric">
                <NumberText value={state.counts[outcome]} />
              </dd>
            </div>
          ),
        )}
      </dl>
      <div className="row">
        {isRunning ? (
          <Button onClick={props.onStop}>{words.stop}</Button>
        ) : (
          <>
            <ButtonLink look="primary" to={org.path("profiles")}>
              {words.toQueue}
            </ButtonLink>
            <Button look="ghost" onClick={props.onAnother}>
              {words.another}
            </Button>
          </>
        )}
      </div>
      {state.problems.length > 0 && <Problems state={state} />}
    </div>
  );
}

function Problems({ state }: { state: Extract<TakeState, { done: number }> }) {
  const words = useMessages(takeMessages);
  const format = useFormat();
  const { problems, table } = state;
  const left = problems.length - shownProblems;
  const save = () => {
    const text = (value: unknown) =>
      typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
    const lines = problems.map(({ outcome, what, cells }) => [
      ...table.headings.map((heading) => text(cells[heading])),
      what || words[outcome],
    ]);
    saveText(
      `${state.name.replace(/\.\w+$/, "")}-rows.csv`,
      csvText([[...table.headings, "problem"], ...lines]),
    );
  };
  return (
    <Section
      title={words.problems}
      actions={
        <Button size="small" onClick={save}>
          {words.saveProblems}
        </Button>
      }
    >
      <ul className="take-problems">
        {problems.slice(0, shownProblems).map(({ row, outcome, what }) => (
          <li key={row}>
            <span className="meta numeric">{words.row({ n: format.number(row) })}</span>
            <span>{what || words[outcome]}</span>
          </li>
        ))}
      </ul>
      {left > 0 && <p className="meta">{words.moreProblems({ n: format.number(left) })}</p>}
    </Section>
  );
}
