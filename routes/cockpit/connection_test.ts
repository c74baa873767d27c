import { assert, assertEquals } from "../../tests/assert.ts";
import { MODELS, OPTIONS, type Probe } from "../../ui/connect/client.ts";
import { forContainer, obstacles, requestOf, type Typed } from "./connection.ts";
import { verdict } from "./verdict.ts";

const HERE = { root: "http://127.0.0.1:8000", listensOn: "127.0.0.1" };
const ABROAD = { root: "https://pictures.example", listensOn: "0.0.0.0" };

function typed(address: string, more: Partial<Typed> = {}): Typed {
  return { address, key: "secret", place: "here", ...more };
}

function asked(probe: Probe, what: Typed): Request {
  const request = requestOf(probe, what);
  assert(request instanceof Request);
  return request;
}

for (
  const [joining, address, url] of [
    ["append", "http://a.test/v1/", "http://a.test/v1/sdapi/v1/options"],
    ["append_v1", "http://a.test", "http://a.test/v1/sdapi/v1/options"],
    ["replace", "http://a.test/x?key=k", "http://a.test/sdapi/v1/options?key=k"],
    ["whole", "http://a.test/v1/images/generations", "http://a.test/v1/images/generations"],
  ] as const
) {
  Deno.test(`requestOf() makes the address of a client that joins by "${joining}"`, () => {
    assertEquals(asked({ ...OPTIONS, joining }, typed(address)).url, url);
  });
}

Deno.test("requestOf() puts the key where the client does", () => {
  const header = (auth: Probe["auth"], key: string) =>
    asked({ ...MODELS, auth }, typed("http://a.test", { key })).headers.get("authorization");
  assertEquals(header("bearer", " secret "), "Bearer secret");
  assertEquals(header("basic", "me:secret"), `Basic ${btoa("me:secret")}`);
  assertEquals(header("none", "secret"), null);
  assertEquals(header("bearer", ""), null);
});

Deno.test("requestOf() asks nothing of what is no address, or with a key that cannot be sent", () => {
  for (const address of ["", "127.0.0.1:8000", "ftp://a.test", "javascript:alert(1)"]) {
    assertEquals(requestOf(MODELS, typed(address)), {
      mood: "bad",
      word: "notAddress",
      values: { address },
    });
  }
  const odd = requestOf(MODELS, typed("http://a.test", { key: "a\nb" }));
  assertEquals(odd, { mood: "bad", word: "keyOdd" });
});

for (
  const [address, place, where, words] of [
    ["http://127.0.0.1:8000", "here", HERE, []],
    ["http://localhost:8000", "here", HERE, []],
    ["http://127.0.0.1:80", "here", HERE, ["otherPort"]],
    ["http://127.0.0.1:8000", "container", HERE, ["loopback"]],
    ["http://host.docker.internal:8000", "container", HERE, []],
    ["http://127.0.0.1:8000", "elsewhere", HERE, ["loopbackFar", "onlyHere"]],
    ["http://desk.lan:8000", "elsewhere", HERE, ["otherHost", "onlyHere"]],
    ["http://localhost:8000", "elsewhere", ABROAD, ["loopback"]],
    ["https://pictures.example", "elsewhere", ABROAD, []],
    ["http://pictures.example", "page", ABROAD, ["mixed"]],
    ["https://pictures.example", "page", ABROAD, []],
    ["http://127.0.0.1:8000", "page", HERE, []],
    ["https://other.example", "here", ABROAD, ["otherHost"]],
  ] as const
) {
  Deno.test(`obstacles() of ${address} from "${place}" to ${where.root}: ${words.join()}`, () => {
    const found = obstacles(new URL(address), place, where);
    assertEquals(found.map(({ word }) => word), [...words]);
  });
}

Deno.test("forContainer() gives this machine its name in a container, and leaves others alone", () => {
  assertEquals(forContainer("http://127.0.0.1:8000"), "http://host.docker.internal:8000");
  assertEquals(forContainer("https://pictures.example"), "https://pictures.example");
});

for (
  const [status, text, key, word] of [
    [200, '{"data":[1,2]}', "k", "models"],
    [200, "[1]", "k", "models"],
    [200, "{}", "k", "works"],
    [400, '{"error":{"message":"prompt is missing","param":"prompt"}}', "k", "noPrompt"],
    [400, '{"error":{"message":"no","param":"model"}}', "k", "refused"],
    [401, "{}", "", "keyMissing"],
    [401, "{}", "k", "keyWrong"],
    [403, "{}", "", "noKeySet"],
    [403, '{"error":{"message":"no scope"}}', "k", "refused"],
    [404, "{}", "k", "wrongPath"],
    [503, "nobody there", "k", "refused"],
  ] as const
) {
  Deno.test(`verdict() takes ${status} ${text} with ${key ? "a" : "no"} key for ${word}`, () => {
    const said = verdict(
      { status, text, path: "/v1/models", probe: MODELS, typed: typed("http://a.test", { key }) },
      { right: "http://a.test/v1", keyed: "http://a.test/k/k", isOpen: key === "" },
    );
    assertEquals(said.word, word);
  });
}
