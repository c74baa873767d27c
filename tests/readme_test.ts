/**
 * The README's examples, run as they stand there against a real server.
 *
 * @module
 */

import { assertEquals } from "./assert.ts";
import {
  AS_NODE,
  examplesOf,
  exampleWith,
  isInstalled,
  PRINTED,
  run,
  withServer,
} from "./examples.ts";

Deno.test({
  name: "the README's curl example answers with a picture's address",
  ignore: !await isInstalled("curl"),
  fn: () =>
    withServer({}, async ({ address, folder }) => {
      const code = exampleWith("curl", await examplesOf("README.md", "sh"));
      const command = `${code.replaceAll(PRINTED, address).trim()} -sS`;
      const { data: [image] } = JSON.parse(await run("sh", ["-c", command], folder));
      const picture = await fetch(image.url);
      assertEquals(picture.headers.get("content-type"), "image/png");
      await picture.body?.cancel();
    }),
});

Deno.test("the README's Node example writes a picture", () =>
  withServer({}, async ({ address, folder }) => {
    const code = exampleWith("new OpenAI", await examplesOf("README.md", "js"));
    const script = `${folder}/example.mjs`;
    const imported = `import { Buffer } from "node:buffer";\n${code.replaceAll(PRINTED, address)}`;
    await Deno.writeTextFile(script, imported);
    await run(Deno.execPath(), [...AS_NODE, script], folder);
    const bytes = await Deno.readFile(`${folder}/lighthouse.png`);
    assertEquals([...bytes.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
  }));
