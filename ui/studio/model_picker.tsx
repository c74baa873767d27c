/**
 * Choosing a model, and seeing what each can do.
 *
 * @module
 */

import { dollars } from "../format.ts";
import { Icon } from "../icons.tsx";
import type { ModelChoice, StudioView } from "../views/studio.ts";
import { type Lang, speak } from "../words.ts";
import { STUDIO_WORDS } from "./words.ts";

/** More models than this are easier found by typing. */
const FEW = 8;

/** A list that opens on a click; the browser's own radio buttons, so arrow keys work. */
export function ModelPicker({ view }: { readonly view: StudioView }) {
  const t = speak(STUDIO_WORDS, view.lang);
  const chosen = view.models.find(({ id }) => id === view.values["model"]) ?? view.models[0];
  return (
    <details class="picker">
      <summary class="input">
        <span class="unseen">{t("model")}:</span>
        <span class="picked" data-picked>{chosen?.title ?? ""}</span>
        <Icon name="down" />
      </summary>
      <div class="choices">
        {view.models.length > FEW && (
          <input
            class="input"
            type="search"
            data-filter
            placeholder={t("findModel")}
            aria-label={t("findModel")}
          />
        )}
        <fieldset>
          <legend class="unseen">{t("model")}</legend>
          {view.models.map((model) => (
            <Choice key={model.id} model={model} isChosen={model === chosen} lang={view.lang} />
          ))}
        </fieldset>
      </div>
    </details>
  );
}

interface ChoiceProps {
  readonly model: ModelChoice;
  readonly isChosen: boolean;
  readonly lang: Lang;
}

function Choice({ model, isChosen, lang }: ChoiceProps) {
  return (
    <label class="choice">
      <input
        type="radio"
        name="model"
        value={model.id}
        checked={isChosen}
        data-title={model.title}
        data-honours={model.honours.join(" ")}
        data-inputs={model.maxInputImages}
        data-sizes={model.sizes.join(" ")}
      />
      <span class="about">
        <span class="name">
          {model.title} <span class="muted small">{model.provider}</span>
        </span>
        {model.description !== "" && <span class="muted small">{model.description}</span>}
        <span class="row">
          {badges(model, lang).map((text) => <span key={text} class="badge">{text}</span>)}
        </span>
      </span>
    </label>
  );
}

function badges({ needsInput, maxInputImages, honours, price }: ModelChoice, lang: Lang): string[] {
  const t = speak(STUDIO_WORDS, lang);
  const usd = price === undefined ? "" : dollars(price.usd, lang);
  return [
    ...(needsInput ? [t("onlyEdits")] : maxInputImages > 0 ? [t("edits")] : []),
    ...(honours.includes("mask") ? [t("masks")] : []),
    ...(honours.includes("seed") ? [t("seeds")] : []),
    ...(honours.includes("negative_prompt") ? [t("negatives")] : []),
    ...(price === undefined
      ? []
      : [t(price.per === "image" ? "perImage" : "perMegapixel", { usd })]),
  ];
}
