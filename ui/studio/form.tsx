/**
 * The form in which a picture is asked for. It works without its script, but for pictures to work on.
 *
 * @module
 */

import { Icon } from "../icons.tsx";
import type { StudioView } from "../views/studio.ts";
import { speak } from "../words.ts";
import { Field, Input, Select } from "./fields.tsx";
import { ModelPicker } from "./model_picker.tsx";
import { References } from "./references.tsx";
import { Shapes } from "./shapes.tsx";
import { STUDIO_WORDS } from "./words.ts";

/** What is asked for at once. */
const MOST = 10;

const SIZES = ["512", "1K", "2K", "4K"];

interface FormProps {
  readonly view: StudioView;
}

/** The whole form. */
export function StudioForm({ view }: FormProps) {
  const t = speak(STUDIO_WORDS, view.lang);
  const { values } = view;
  return (
    <form id="studio" class="panel" method="post" action="/ui/jobs" enctype="multipart/form-data">
      {["expires_after", "store"].map((name) =>
        values[name] !== undefined && (
          <input key={name} type="hidden" name={name} value={values[name]} />
        )
      )}
      <Field name="prompt" label={t("prompt")}>
        <textarea
          class="input"
          id="f-prompt"
          name="prompt"
          rows={4}
          maxlength={32_000}
          required
          dir="auto"
          placeholder={t("promptHint")}
        >
          {values["prompt"] ?? ""}
        </textarea>
      </Field>
      <Input
        name="negative_prompt"
        label={t("negative")}
        needs="negative_prompt"
        value={values["negative_prompt"]}
      />
      <div class="field">
        <span class="label">{t("model")}</span>
        <ModelPicker view={view} />
      </div>
      <References view={view} />
      <Styles view={view} />
      <Shapes view={view} />
      <Measures view={view} />
      <Advanced view={view} />
      <Submit view={view} />
    </form>
  );
}

function Styles({ view }: FormProps) {
  const t = speak(STUDIO_WORDS, view.lang);
  const value = view.values["style"] ?? "";
  return (
    <fieldset class="field">
      <legend>{t("style")}</legend>
      <div class="chips styles">
        {view.styles.map((style) => (
          <label key={style.value} class="chip">
            <input
              class="unseen"
              type="radio"
              name="style"
              value={style.value}
              checked={style.value === value}
            />
            {style.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Size, number, seed, quality and format. */
function Measures({ view: { lang, values } }: FormProps) {
  const t = speak(STUDIO_WORDS, lang);
  const plain = (words: readonly string[]) => words.map((value) => ({ value, label: value }));
  const auto = { value: "", label: t("auto") };
  const exact = { value: "exact", label: t("sizeExact") };
  return (
    <div class="grid">
      <Select
        name="size"
        label={t("size")}
        value={values["width"] === undefined ? values["size"] : "exact"}
        choices={[auto, ...plain(SIZES), exact]}
      />
      <Input
        name="n"
        label={t("count")}
        type="number"
        min={1}
        max={MOST}
        value={values["n"] ?? "1"}
      />
      <Input name="width" label={t("width")} type="number" min={16} value={values["width"]} />
      <Input name="height" label={t("height")} type="number" min={16} value={values["height"]} />
      <Field name="seed" label={t("seed")} needs="seed">
        <div class="with-button">
          <input
            class="input"
            id="f-seed"
            name="seed"
            inputmode="numeric"
            placeholder={t("seedHint")}
            value={values["seed"] ?? ""}
          />
          <button
            class="button square"
            type="button"
            data-dice
            title={t("dice")}
            aria-label={t("dice")}
          >
            <Icon name="dice" />
          </button>
        </div>
      </Field>
      <Select
        name="quality"
        label={t("quality")}
        needs="quality"
        value={values["quality"]}
        choices={[
          auto,
          { value: "low", label: t("low") },
          { value: "medium", label: t("medium") },
          { value: "high", label: t("high") },
        ]}
      />
      <Select
        name="output_format"
        label={t("format")}
        value={values["output_format"] ?? "png"}
        choices={plain(["png", "jpeg", "webp", "avif"])}
      />
      <Input
        name="output_compression"
        label={t("compression")}
        type="number"
        min={0}
        max={100}
        value={values["output_compression"]}
      />
    </div>
  );
}

/** What few models honour. */
function Advanced({ view: { lang, values } }: FormProps) {
  const t = speak(STUDIO_WORDS, lang);
  const number = (
    name: string,
    label: string,
    more: { step?: number | "any"; max?: number } = {},
  ) => (
    <Input
      name={name}
      label={label}
      needs={name}
      type="number"
      min={0}
      value={values[name]}
      {...more}
    />
  );
  return (
    <details id="advanced">
      <summary>{t("advanced")}</summary>
      <div class="grid">
        <Select
          name="background"
          label={t("background")}
          needs="background"
          value={values["background"]}
          choices={[
            { value: "", label: t("auto") },
            { value: "transparent", label: t("transparent") },
            { value: "opaque", label: t("opaque") },
          ]}
        />
        {number("steps", t("steps"))}
        {number("guidance_scale", t("guidance"), { step: "any" })}
        {number("strength", t("strength"), { step: "any", max: 1 })}
        <Input name="sampler" label={t("sampler")} needs="sampler" value={values["sampler"]} />
        {number("clip_skip", t("clipSkip"))}
        <Input name="lora_ids" label={t("loras")} needs="lora_ids" value={values["lora_ids"]} />
        {number("lora_weight", t("loraWeight"), { step: "any" })}
        <Select
          name="moderation"
          label={t("moderation")}
          needs="moderation"
          value={values["moderation"]}
          choices={[{ value: "", label: t("auto") }, { value: "low", label: t("low") }]}
        />
      </div>
    </details>
  );
}

/** The button, what it would do, and what is wrong. */
function Submit({ view }: FormProps) {
  const t = speak(STUDIO_WORDS, view.lang);
  return (
    <div class="submit">
      <button class="button primary" type="submit" aria-keyshortcuts="Control+Enter Meta+Enter">
        <Icon name="sparkle" />
        {t("generate")}
      </button>
      <p class="notice bad" id="refusal" role="alert" hidden></p>
      <div id="plan" aria-label={t("plan")} role="status"></div>
    </div>
  );
}
