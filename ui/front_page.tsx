/**
 * The front page: what this is, and where to go from here.
 *
 * @module
 */

import { Layout } from "./layout.tsx";
import type { FrontView } from "./view.ts";

/** The page at `/`. */
export function FrontPage({ view }: { readonly view: FrontView }) {
  return (
    <Layout title="Darkroom">
      <header>
        <h1>Darkroom</h1>
        <p>One OpenAI-compatible door to every image generator.</p>
      </header>
      <main>
        <p>
          Point any OpenAI client at <code>{view.base}/v1</code>
          {view.needsKey ? ", with this server's key" : ", with any text as its key"}.
        </p>
        <pre><code>{firstRequest(view)}</code></pre>
        <nav>
          <ul>
            <li>
              <a href="/docs">API documentation</a>
            </li>
            <li>
              <a href="/openapi.json">OpenAPI description</a>
            </li>
            <li>
              <a href="/v1/models">Models</a>
            </li>
            <li>
              <a href="/v1/jobs">Jobs</a>
            </li>
            <li>
              <a href="/health/ready">Health</a>
            </li>
          </ul>
        </nav>
      </main>
    </Layout>
  );
}

function firstRequest({ base, defaultModel, needsKey }: FrontView): string {
  const body = { model: defaultModel, prompt: "a lighthouse at dusk", response_format: "url" };
  return [
    `curl ${base}/v1/images/generations \\`,
    ...(needsKey ? ['  -H "Authorization: Bearer $API_MASTER_KEY" \\'] : []),
    `  -H "Content-Type: application/json" \\`,
    `  -d '${JSON.stringify(body)}'`,
  ].join("\n");
}
