/**
 * The documentation page.
 *
 * @module
 */

import { Frame } from "./frame.tsx";
import { Text } from "./text.tsx";
import type { ApiView, FieldsView, OperationView, SectionView } from "./views/api.ts";
import type { FrameView } from "./views/frame.ts";
import { type Lang, speak, type Words } from "./words.ts";

/** What the page is made of. */
export interface ApiPageProps {
  readonly view: ApiView;
  readonly frame: FrameView;
}

/** Fields of a table that is open from the start. */
const MOST_SHOWN = 12;

const WORDS = {
  contents: { en: "Operations", zh: "操作" },
  search: { en: "Find an operation", zh: "查找操作" },
  none: { en: "None like that.", zh: "没有这样的操作。" },
} as const satisfies Words;

/** The page at `/docs`; its texts are those of the API description, in English. */
export function ApiPage({ view, frame }: ApiPageProps) {
  return (
    <Frame view={frame} title={`${view.title} API`} scripts={["filter"]}>
      <header lang="en">
        <h1>{view.title} API</h1>
        <p class="muted">
          <Text text={view.description} />
        </p>
        <p class="row small">
          <code class="badge">{view.base}/v1</code>
          <span class="badge">{view.version}</span>
          <a href="/openapi.json">openapi.json</a>
        </p>
      </header>
      <div class="split docs">
        <Contents view={view} lang={frame.lang} />
        <div class="stack" lang="en">
          {view.sections.map((section) => <Section key={section.title} section={section} />)}
        </div>
      </div>
    </Frame>
  );
}

function Contents({ view, lang }: { readonly view: ApiView; readonly lang: Lang }) {
  const t = speak(WORDS, lang);
  return (
    <nav class="side" aria-label={t("contents")}>
      <input
        class="input"
        type="search"
        placeholder={t("search")}
        aria-label={t("search")}
        data-filter="#operations"
      />
      <div id="operations" lang="en">
        {view.sections.map(({ title, operations }) => (
          <section>
            <h2 class="label">{title}</h2>
            <ul class="plain">
              {operations.map((operation) => (
                <li>
                  <a href={`#${anchor(operation)}`}>
                    <Method name={operation.method} />
                    <span>{operation.path.replace(/^\/v1/, "")}</span>
                    <span class="unseen">{operation.summary}</span>
                  </a>
                </li>
              ))}
            </ul>
          </section>
        ))}
        <p class="muted small" data-none hidden lang={lang}>{t("none")}</p>
      </div>
    </nav>
  );
}

/** Its colour says at a glance whether anything is changed. */
function Method({ name }: { readonly name: string }) {
  return <span class={`method ${name.toLowerCase()}`}>{name}</span>;
}

function Section({ section }: { readonly section: SectionView }) {
  return (
    <section class="stack">
      <h2>{section.title}</h2>
      {section.operations.map((operation) => (
        <Operation key={anchor(operation)} operation={operation} />
      ))}
    </section>
  );
}

function Operation({ operation }: { readonly operation: OperationView }) {
  const { method, path, summary, description, inputs, answers } = operation;
  return (
    <article class="card stack tight" id={anchor(operation)}>
      <h3 class="row">
        <Method name={method} />
        <code>{path}</code>
      </h3>
      <p>
        {summary}. <Text text={description} />
      </p>
      {inputs.map((input) => <Fields key={input.title} input={input} />)}
      <details>
        <summary class="small">Answers: {answers.map(({ status }) => status).join(", ")}</summary>
        <dl class="answers">
          {answers.map(({ status, description }) => (
            <>
              <dt class={`badge ${status.startsWith("2") ? "good" : ""}`}>{status}</dt>
              <dd>
                <Text text={description} />
              </dd>
            </>
          ))}
        </dl>
      </details>
    </article>
  );
}

function Fields({ input }: { readonly input: FieldsView }) {
  return (
    <details open={input.fields.length <= MOST_SHOWN}>
      <summary class="small">{input.title}</summary>
      <table class="fields-table">
        <tbody>
          {input.fields.map((field) => (
            <tr>
              <th scope="row">
                <code>{field.name}</code>
                {field.isRequired ? <span class="badge warn">required</span> : ""}
                <span class="muted">{field.type}</span>
              </th>
              <td>
                <Text text={field.description} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function anchor({ method, path }: OperationView): string {
  return `${method}${path}`.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/-$/, "");
}
