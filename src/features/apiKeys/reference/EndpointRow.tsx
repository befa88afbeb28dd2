// One endpoint: a line that opens to its parameters, its body, a request to copy and the answer.
import { useState } from "react";
import { ChevronRightIcon, CopyIcon } from "@radix-ui/react-icons";
import { useMessages } from "../../../i18n/messages";
import { Button } from "../../../ui/Button";
import { apiBase } from "./description";
import type { Endpoint, Parameter, Schema } from "./endpoints";
import { answerOf, curlOf, kindOf } from "./example";
import { referenceMessages } from "./messages";

type Named = Record<string, Schema>;

export function EndpointRow(props: {
  endpoint: Endpoint;
  named: Named;
  isOpen: boolean;
  onToggle: () => void;
}) {
  const { endpoint, named, isOpen, onToggle } = props;
  const { operationId, method, path, summary } = endpoint;
  return (
    <li className="endpoint" id={operationId} data-open={isOpen || undefined}>
      <button type="button" className="endpoint-line" aria-expanded={isOpen} onClick={onToggle}>
        <ChevronRightIcon aria-hidden className="endpoint-mark" />
        <code className="endpoint-method" data-method={method}>
          {method}
        </code>
        <code className="endpoint-path">{path}</code>
        <span className="endpoint-summary">{summary}</span>
      </button>
      {isOpen && <Details endpoint={endpoint} named={named} />}
    </li>
  );
}

function Details({ endpoint, named }: { endpoint: Endpoint; named: Named }) {
  const words = useMessages(referenceMessages);
  const body = endpoint.requestBody?.content["application/json"]?.schema;
  const answer = answerOf(endpoint, named);
  return (
    <div className="endpoint-details">
      <p className="meta">
        {words.needs}{" "}
        {endpoint["x-scopes"].map((scope, index) => (
          <span key={scope}>
            {index > 0 && ", "}
            <code>{scope}</code>
          </span>
        ))}
      </p>
      {endpoint.parameters.length > 0 && (
        <Facts
          title={words.parameters}
          rows={endpoint.parameters.map((one) => ({ ...one, place: one.in }))}
          named={named}
        />
      )}
      {body?.properties !== undefined && <Facts title={words.body} rows={rowsOf(body)} named={named} />}
      <Snippet title={words.request} text={curlOf(endpoint, apiBase())} />
      <Snippet title={`${words.answer} ${answer.status}`} text={answer.body} isLong />
    </div>
  );
}

interface Fact {
  name: string;
  required: boolean;
  description?: string;
  schema: Schema;
  place?: Parameter["in"];
}

/** Fields of a body, what stands inside one directly below it. */
function rowsOf({ properties = {}, required = [] }: Schema, above = ""): Fact[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const whole = `${above}${name}`;
    const row: Fact = {
      name: whole,
      required: required.includes(name),
      schema,
      ...(schema.description === undefined ? {} : { description: schema.description }),
    };
    const inside = (schema.anyOf ?? [schema]).flatMap((one) => [
      ...rowsOf(one, `${whole}.`),
      ...(one.items === undefined ? [] : rowsOf(one.items, `${whole}[].`)),
    ]);
    return [row, ...inside];
  });
}

function Facts({ title, rows, named }: { title: string; rows: readonly Fact[]; named: Named }) {
  const words = useMessages(referenceMessages);
  return (
    <section className="endpoint-part">
      <h3>{title}</h3>
      <dl className="endpoint-facts">
        {rows.map(({ name, required, description, schema, place }) => (
          <div key={`${place ?? ""}${name}`}>
            <dt>
              <code>{name}</code>
              {place !== undefined && place !== "query" && <span className="meta">{words[place]}</span>}
              {required && <span className="endpoint-required">{words.required}</span>}
            </dt>
            <dd>
              <span className="meta">{kindOf(schema, named, words.oneOf)}</span>
              {(description ?? schema.description) && <span>{description ?? schema.description}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Snippet({ title, text, isLong = false }: { title: string; text: string; isLong?: boolean }) {
  const words = useMessages(referenceMessages);
  const [isCopied, setCopied] = useState(false);
  return (
    <section className="endpoint-part">
      <div className="endpoint-head">
        <h3>{title}</h3>
        <Button
          size="small"
          look="ghost"
          icon={<CopyIcon aria-hidden />}
          onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
        >
          {isCopied ? words.copied : words.copy}
        </Button>
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard */}
      <pre className="endpoint-code" data-long={isLong || undefined} tabIndex={0} aria-label={title}>
        {text}
      </pre>
    </section>
  );
}
