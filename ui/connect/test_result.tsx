/**
 * What came of a test of a connection.
 *
 * @module
 */

import { Icon } from "../icons.tsx";
import { type Lang, speak } from "../words.ts";
import type { TestView } from "./connect_view.ts";
import { TEST_WORDS } from "./test_words.ts";

/** What it shows. */
export interface TestResultProps {
  readonly test: TestView;
  readonly lang: Lang;
}

/** What was found, then what was sent and what came back. */
export function TestResult({ test, lang }: TestResultProps) {
  const t = speak(TEST_WORDS, lang);
  const { answer, request, findings } = test;
  return (
    <div class="stack tight">
      {findings.map(({ mood, word, values }) => (
        <p class={`notice ${mood}`}>
          <Icon name={mood === "good" ? "check" : "alert"} />
          <span>{t(word, values)}</span>
        </p>
      ))}
      {request.length > 0 && (
        <pre class="wrap">
          <code>
            {request.join("\n")}
            {answer !== undefined &&
              `\n\n${answer.status} · ${answer.ms} ms\n${answer.excerpt}`}
          </code>
        </pre>
      )}
    </div>
  );
}
