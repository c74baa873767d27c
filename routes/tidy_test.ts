import { assertEquals } from "../tests/assert.ts";
import { IMAGE_FIELDS } from "./schemas/image_request.ts";
import { tidyFields } from "./tidy.ts";

const names = (body: Record<string, unknown>) => tidyFields(body, IMAGE_FIELDS).fields;

Deno.test("tidyFields() reads other services' names for a field", () => {
  assertEquals(
    names({
      image_size: "512x512",
      batch_size: 2,
      num_inference_steps: 20,
      guidance: 3,
      negativePrompt: "text",
      aspectRatio: "16:9",
      outputFormat: "webp",
    }),
    {
      size: "512x512",
      n: 2,
      steps: 20,
      guidance_scale: 3,
      negative_prompt: "text",
      aspect_ratio: "16:9",
      output_format: "webp",
    },
  );
  assertEquals(names({ cfg: 4 }), { guidance_scale: 4 });
});

Deno.test("tidyFields() lets a field's own name win, wherever it stands", () => {
  assertEquals(names({ n: 1, batch_size: 4 }), { n: 1 });
  assertEquals(names({ batch_size: 4, n: 1 }), { n: 1 });
});

Deno.test("tidyFields() takes null and empty values as not given, and keeps 0 and false", () => {
  assertEquals(names({ n: null, size: "", quality: undefined, seed: 0, stream: false }), {
    seed: 0,
    stream: false,
  });
});

Deno.test("tidyFields() remembers the caller's spelling and what it did not know", () => {
  const { spelling, unknown } = tidyFields({ batch_size: 2, samplerName: "x" }, IMAGE_FIELDS);
  assertEquals(spelling, { n: "batch_size" });
  assertEquals(unknown, ["samplerName"]);
});
