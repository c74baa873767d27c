/**
 * The wire shape of requests for images. What a client may get wrong without harm (null and empty
 * values, other names for a field, numbers as text) has been put right by `tidy.ts` and the fields
 * themselves before a value is held against it.
 *
 * @module
 */

import { z } from "zod";
import { type Operation, OPERATIONS } from "../../images/request.ts";
import { decimal, flag, integer, oneOf, requiredText, text } from "./fields.ts";
import { WebhookField } from "./webhook.ts";

/** Characters of a prompt, as in OpenAI's newest models. */
const MAX_PROMPT = 32_000;

/** Of LoRA ids: a job's record has room for little beside the prompt. */
const MAX_LORA_ID = 100;
const MAX_LORAS = 3_200;

const prompt = requiredText(MAX_PROMPT).meta({
  description: "What the picture shows, 1 to 32000 characters.",
  example: "a lighthouse at dusk, watercolour",
});

/** A field of OpenAI's that clients send blindly: refusing it would help nobody. */
const ignored = z.unknown().optional().meta({
  description: "Accepted for compatibility; has no effect, and a warning says so.",
});

const Ignored = z.object({
  user: ignored,
  input_fidelity: ignored,
  markup: ignored,
  complexity: ignored,
  svg: ignored,
  frame_count: ignored,
  frame_duration_ms: ignored,
});

/** Fields that are accepted and do nothing. */
export const IGNORED_FIELDS = Ignored.keyof().options;

/** Forms carry it as JSON. */
const Metadata = z.preprocess(
  parseText,
  z.record(z.string().max(64), z.string().max(512), { error: "use an object of texts" })
    .refine((notes) => Object.keys(notes).length <= 16, { error: "use at most 16 texts" }),
);

const seconds = integer({ min: 60, max: 30 * 24 * 3_600 });

/** OpenAI's shape counts from the creation too. */
const ExpiresAfter = z.preprocess(
  (value) =>
    typeof value === "object" && value !== null && "seconds" in value ? value.seconds : value,
  seconds,
);

const Settings = z.object({
  model: text(200).optional().meta({
    description: "A model of `GET /v1/models`; absent: the server's default model.",
    example: "studio",
  }),
  n: integer({ min: 1, max: 10 }).optional().meta({
    description: "How many pictures, 1 to 10.",
    default: 1,
  }),
  size: z.union([z.string(), z.number(), z.object({ width: z.unknown(), height: z.unknown() })])
    .optional().meta({
      description: "`WIDTHxHEIGHT` in pixels, a class such as `2K`, a ratio such as `16:9`, or " +
        "`auto`. What the model cannot draw becomes the nearest that it can, with a warning.",
      example: "1024x1024",
    }),
  width: integer({ min: 1, max: 99_999 }).optional().meta({
    description: "Pixels; with `height`, another way to give `size`.",
  }),
  height: integer({ min: 1, max: 99_999 }).optional().meta({
    description: "Pixels; with `width`, another way to give `size`.",
  }),
  aspect_ratio: text(20).optional().meta({
    description: "Width to height, when no exact size is given.",
    example: "16:9",
  }),
  quality: oneOf(["auto", "low", "medium", "high", "xhigh", "max", "standard", "hd"]).optional()
    .meta({ description: "How much effort to spend.", default: "auto" }),
  style: text(100).optional().meta({
    description: "`vivid`, `natural`, or a name of `GET /v1/styles`.",
    example: "vivid",
  }),
  background: oneOf(["transparent", "opaque", "auto"]).optional().meta({
    description: "`transparent` needs an `output_format` other than `jpeg`.",
    default: "auto",
  }),
  output_format: oneOf(["png", "jpeg", "webp", "avif"], { jpg: "jpeg" }).optional().meta({
    description: "The file format delivered.",
    default: "png",
  }),
  output_compression: integer({ min: 0, max: 100 }).optional().meta({
    description: "Quality of JPEG, WebP and AVIF files, in percent.",
  }),
  response_format: oneOf(["url", "b64_json"], { b64: "b64_json", base64: "b64_json" }).optional()
    .meta({
      description: "Whether `data` holds URLs or base64. Absent: `url` for `dall-e-*` models, " +
        "`b64_json` for all others.",
    }),
  seed: z.union([z.number(), z.string()]).optional().meta({
    description: "The same seed and request draw the same picture where the model can do that. " +
      "Text that is no number is hashed; negative means random.",
    example: 42,
  }),
  negative_prompt: text(MAX_PROMPT).optional().meta({
    description: "What the picture must not show.",
  }),
  steps: integer({ min: 1, max: 1_000 }).optional().meta({ description: "Sampling steps." }),
  guidance_scale: decimal({ min: 0, max: 100 }).optional().meta({
    description: "How closely to follow the prompt.",
  }),
  sampler: text(100).optional().meta({
    description: "The sampling method, by the upstream's own name.",
    example: "Euler a",
  }),
  clip_skip: integer({ min: 1, max: 12 }).optional().meta({
    description: "Layers of the text encoder to leave out; Stable Diffusion only.",
  }),
  lora_ids: z.union([text(MAX_LORAS), z.array(text(MAX_LORA_ID)).max(32)], {
    error: `use at most 32 ids of ${MAX_LORA_ID} characters, separated by commas`,
  })
    .optional().meta({ description: "Small models to lay over the large one: `a,b`, or a list." }),
  lora_weight: decimal({ min: -10, max: 10 }).optional().meta({
    description: "How strongly they act; 1 is fully.",
  }),
  moderation: oneOf(["auto", "low"]).optional().meta({
    description: "How strict the upstream's own filter is to be.",
    default: "auto",
  }),
  priority: integer({ min: -10, max: 10 }).optional().meta({
    description: "Higher goes first where requests wait in line for an account.",
    default: 0,
  }),
  metadata: Metadata.optional().meta({
    description: "Your own notes: at most 16 texts, under names of at most 64 characters.",
  }),
  store: flag().optional().meta({
    description: "`false`: prompt and pictures are forgotten once the answer has been delivered.",
    default: true,
  }),
  expires_after: ExpiresAfter.optional().meta({
    description: "Seconds from now until job and pictures vanish, 60 to 2592000.",
  }),
  webhook: WebhookField.optional(),
  stream: flag().optional().meta({
    description: "Answer with server-sent events.",
    default: false,
  }),
  partial_images: integer({ min: 0, max: 3 }).optional().meta({
    description: "With `stream`: how many pictures under way to send, at most.",
    default: 0,
  }),
  safety_identifier: text(1_000).optional().meta({ description: "Sent back; has no effect." }),
});

/** How far an edit may go. */
const strength = decimal({ min: 0, max: 1 }).optional().meta({
  description: "How far the result may go from the input: 0 not at all, 1 as far as it likes.",
});

const ImageObject = z.object({
  image_url: z.union([z.string(), z.object({ url: z.string() })]).optional().meta({
    description: "A `data:` URL; `https:` URLs only where the server allows it.",
    example: "data:image/png;base64,iVBORw0KGgo=",
  }),
  url: z.string().optional().meta({ description: "The same as `image_url`." }),
  b64_json: z.string().optional().meta({ description: "The picture's bytes in base64." }),
  file_id: z.string().optional().meta({ description: "A file of yours, see `POST /v1/files`." }),
}, { error: "use a data URL, base64, or an object with image_url" });

/** A picture inside a JSON body. */
export const ImageReference = z.union([z.string(), ImageObject], {
  error: "use a data URL, base64, or an object with image_url",
}).meta({
  id: "ImageReference",
  description: "A picture: a data URL, plain base64, or an object holding one of them.",
});
/** See {@linkcode ImageReference}. */
export type ImageReference = z.infer<typeof ImageReference>;

const Inputs = z.object({
  image: z.union([ImageReference, z.array(ImageReference)], {
    error: "use a picture or a list of pictures",
  }).optional().meta({ description: "One picture, or several." }),
  images: z.union([ImageReference, z.array(ImageReference)], {
    error: "use a list of pictures",
  }).optional().meta({ description: "1 to 16 pictures of at most 50 MB each." }),
  mask: ImageReference.optional().meta({
    description: "Transparent where the first picture is to be repainted; has its size.",
  }),
});

/** The body of `POST /v1/images/generations`. */
export const GenerationBody = z.object({
  prompt,
  ...Settings.shape,
  strength,
  ...Inputs.shape,
  ...Ignored.shape,
}).meta({
  id: "CreateImageRequest",
  description: "A request for pictures. With `image` or `images` it is an edit of them. Null and " +
    "empty values count as absent; fields that are not listed are ignored, with a warning.",
});

/** The JSON body of `POST /v1/images/edits`. */
export const EditBody = GenerationBody.meta({
  id: "CreateImageEditRequest",
  description: "A request to change pictures: `image` or `images` must be there.",
});

/** The JSON body of `POST /v1/images/variations`. */
export const VariationBody = z.object({
  prompt: text(MAX_PROMPT).optional().meta({ description: "Not needed for a variation." }),
  ...Settings.shape,
  strength,
  image: Inputs.shape.image,
  images: Inputs.shape.images,
  ...Ignored.shape,
}).meta({
  id: "CreateImageVariationRequest",
  description: "A request for pictures like this one.",
});

/** The body of `POST /v1/jobs`: any of the three, or what `operation` says. */
export const JobBody = z.object({
  operation: oneOf(OPERATIONS).optional().meta({
    description: "Absent: an edit where there is a picture, else a generation.",
  }),
  ...VariationBody.shape,
  mask: Inputs.shape.mask,
}).meta({
  id: "CreateImageJobRequest",
  description: "A request for pictures, to be looked after.",
});

/** What the bodies have in common, once parsed. */
export type ImageBody =
  & Omit<z.infer<typeof GenerationBody>, "prompt">
  & { readonly prompt?: string | undefined; readonly operation?: Operation | undefined };

/** Names that a request may use, in the order of the documentation. */
export const IMAGE_FIELDS: readonly string[] = Object.keys(GenerationBody.shape);

/** Those of a job's body. */
export const JOB_FIELDS: readonly string[] = ["operation", ...IMAGE_FIELDS];

function parseText(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value; // the schema says what is wrong
  }
}
