/**
 * The documentation page.
 *
 * @module
 */

import { Frame } from "./frame.tsx";
import { Text } from "./text.tsx";
import type { ApiView, FieldsView, OperationView, SectionView } from "./views/api.ts";
import type { FrameView } from "./views/frame.ts";

/** What the page is made of. */
export interface ApiPageProps {
  readonly view: ApiView;
  readonly frame: FrameView;
}

/** The page at `/docs`; its texts are those of the API description, in English. */
export function ApiPage({ view, frame }: ApiPageProps) {
  return (
    <Frame view={frame} title={`${view.title} API`}>
      <header lang="en">
        <h1>{view.title} API</h1>
        <p>
          <Text text={view.description} />
        </p>
        <p>
          Base address <code>{view.base}/v1</code>, version {view.version}, as a document:{" "}
          <a href="/openapi.json">openapi.json</a>
        </p>
      </header>
      <div class="docs" lang="en">
        <nav aria-label="Operations">
          {view.sections.map((section) => <Contents key={section.title} section={section} />)}
        </nav>
        <div>
          {view.sections.map((section) => <Section key={section.title} section={section} />)}
        </div>
      </div>
    </Frame>
  );
}

function Contents({ section }: { readonly section: SectionView }) {
  return (
    <ul class="contents">
      {section.operations.map((operation) => (
        <li>
          <a href={`#${anchor(operation)}`}>{operation.method} {operation.path}</a>
        </li>
      ))}
    </ul>
  );
}

function Section({ section }: { readonly section: SectionView }) {
  return (
    <section>
      <h2>{section.title}</h2>
      {section.operations.map((operation) => (
        <Operation key={anchor(operation)} operation={operation} />
      ))}
    </section>
  );
}

function Operation({ operation }: { readonly operation: OperationView }) {
  return (
    <article id={anchor(operation)}>
      <h3>
        <code>{operation.method} {operation.path}</code>
      </h3>
      <p>
        {operation.summary}. <Text text={operation.description} />
      </p>
      {operation.inputs.map((input) => <Fields key={input.title} input={input} />)}
      <h4>Answers</h4>
      <dl>
        {operation.answers.map(({ status, description }) => (
          <>
            <dt>{status}</dt>
            <dd>
              <Text text={description} />
            </dd>
          </>
        ))}
      </dl>
    </article>
  );
}

function Fields({ input }: { readonly input: FieldsView }) {
  return (
    <details open>
      <summary>{input.title}</summary>
      <table>
        <tbody>
          {input.fields.map((field) => (
            <tr>
              <th scope="row">
                <code>{field.name}</code>
                {field.isRequired ? " (required)" : ""}
              </th>
              <td>{field.type}</td>
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
