import { assertEquals } from "../tests/assert.ts";
import { imageRequest, newJob } from "../tests/jobs.ts";
import { hideTexts } from "./hide_texts.ts";

const PROMPT = "a portrait of my neighbour Grace\nat her kitchen table, reading the letter";
const job = newJob({ request: imageRequest({ prompt: PROMPT, negativePrompt: "blurry hands" }) });

Deno.test("hideTexts() takes out a prompt that is quoted, whole, cut or on one line", () => {
  const cases: readonly (readonly [string, string])[] = [
    [`Refused: "${PROMPT}" is not allowed`, 'Refused: "[prompt]" is not allowed'],
    [`Refused: ${PROMPT.slice(0, 40)}…`, "Refused: [prompt]…"],
    [`Refused: ${PROMPT.replace("\n", " ")}`, "Refused: [prompt]"],
    [`${PROMPT} / ${PROMPT}`, "[prompt] / [prompt]"],
    ["without blurry hands, please", "without [prompt], please"],
  ];
  for (const [said, left] of cases) assertEquals(hideTexts(said, job), left);
});

Deno.test("hideTexts() leaves alone what quotes nothing", () => {
  for (const said of ["The upstream refused\n(status 400)", "a portrait", "", 400, null, true]) {
    assertEquals(hideTexts(said, job), said);
  }
  const short = newJob({ request: imageRequest({ prompt: "a" }) });
  assertEquals(hideTexts("a bad request", short), "a bad request");
});

Deno.test("hideTexts() looks into every text of the evidence", () => {
  const detail = { status: 400, said: [PROMPT, { body: `no: ${PROMPT}` }], none: null };
  const hidden = { status: 400, said: ["[prompt]", { body: "no: [prompt]" }], none: null };
  assertEquals(hideTexts(detail, job), hidden);
});

Deno.test("hideTexts() knows no end of a text of which the record has only the beginning", () => {
  const cut = newJob({ request: imageRequest({ prompt: PROMPT.slice(0, 50) }), textsBlobId: "t" });
  assertEquals(hideTexts(`Refused: ${PROMPT} by Bob`, cut), "Refused: [prompt]");
});
