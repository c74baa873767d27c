import fc from "fast-check";
import { assert, assertEquals } from "../tests/assert.ts";
import { readTarget, routerPath } from "./paths.ts";

const CANONICAL = [
  "/v1/images",
  "/v1/images/generations",
  "/v1/images/edits",
  "/v1/models",
  "/v1/models/org%2Fmodel:free",
  "/v1/jobs/0190",
];

Deno.test("readTarget() reads every spelling of a base URL as the same API path", () => {
  const canonical = fc.constantFrom(...CANONICAL);
  const base = fc.array(fc.constantFrom("v1", "openai", "api"), { maxLength: 4 });
  const slashes = fc.integer({ min: 1, max: 3 }).map((count) => "/".repeat(count));
  fc.assert(fc.property(canonical, base, slashes, slashes, (path, prefix, slash, end) => {
    const spelt = slash + [...prefix, ...path.slice("/v1/".length).split("/")].join(slash) + end;
    assertEquals(readTarget(spelt), { path });
  }));
});

/** Any path, rich in what the function looks for. */
const anyPath = fc.array(
  fc.constantFrom("/", "//", "k", "v1", "openai", "deployments", "images", "%"),
)
  .map((parts) => `/${parts.join("")}`);

Deno.test("readTarget() gives one leading slash, no doubled and no trailing one", () => {
  fc.assert(fc.property(anyPath, (path) => {
    const target = readTarget(path).path;
    assert(target === "/" || /^(\/[^/]+)+$/.test(target), target);
  }));
});

Deno.test("readTarget() leaves a path alone that is canonical already", () => {
  const plain = anyPath.filter((path) => !/\b(k|deployments|v1|openai)\//.test(path));
  fc.assert(fc.property(plain, (path) => {
    const once = readTarget(path).path;
    assertEquals(readTarget(once), { path: once });
  }));
});

Deno.test("readTarget() takes the key out of a /k/{key}/ prefix", () => {
  const key = fc.string({ minLength: 1 });
  fc.assert(fc.property(key, fc.constantFrom(...CANONICAL), (key, path) => {
    assertEquals(readTarget(`/k/${encodeURIComponent(key)}${path}`), { path, key });
  }));
  assertEquals(readTarget("/k/secret"), { path: "/", key: "secret" });
  assertEquals(readTarget("/k/50%/files/a.png"), { path: "/files/a.png", key: "50%" });
});

Deno.test("readTarget() reads Azure's deployment as the model", () => {
  assertEquals(readTarget("/openai/deployments/org%2Fm/images/generations"), {
    path: "/v1/images/generations",
    deployment: "org/m",
  });
  assertEquals(readTarget("/k/s/openai/v1/deployments/studio/images/edits/"), {
    path: "/v1/images/edits",
    deployment: "studio",
    key: "s",
  });
});

Deno.test("readTarget() keeps our own pages outside the API", () => {
  for (const path of ["/", "/health", "/health/ready", "/docs", "/files/ab.png"]) {
    assertEquals(readTarget(path), { path });
  }
});

Deno.test("readTarget() leaves a root of its own without a version before it", () => {
  for (const base of ["", "/v1", "/openai/v1"]) {
    assertEquals(readTarget(`${base}/sdapi/v1/txt2img/`), { path: "/sdapi/v1/txt2img" });
  }
});

Deno.test("routerPath() has a job's page for who wants HTML, and the API's job for all others", () => {
  const path = (pathname: string, accept: string) =>
    routerPath({ url: `http://door${pathname}`, headers: new Headers({ accept }) });
  assertEquals(path("/jobs/job_1", "text/html,*/*;q=0.8"), "/jobs/job_1");
  assertEquals(path("/jobs/job_1", "application/json"), "/v1/jobs/job_1");
  assertEquals(path("/jobs/job_1/events", "text/html"), "/v1/jobs/job_1/events");
  assertEquals(path("/v1/jobs/job_1", "text/html"), "/v1/jobs/job_1");
});
