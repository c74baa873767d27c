/**
 * Pictures to work on, and the dialog in which a mask is painted.
 *
 * @module
 */

import { Icon } from "../icons.tsx";
import type { StudioView } from "../views/studio.ts";
import { speak } from "../words.ts";
import { STUDIO_WORDS } from "./words.ts";

/** The field for pictures; `client/references.ts` fills it. */
export function References({ view }: { readonly view: StudioView }) {
  const t = speak(STUDIO_WORDS, view.lang);
  return (
    <fieldset class="field" id="references" data-first={JSON.stringify(view.references)}>
      <legend>{t("references")}</legend>
      <ul class="thumbs"></ul>
      <label class="drop">
        <input
          class="unseen"
          type="file"
          accept="image/*"
          multiple
          aria-label={t("addReference")}
        />
        <Icon name="upload" />
        <span>{t("dropHint")}</span>
      </label>
      <p class="small warned" id="unused" hidden>{t("unused")}</p>
      <template id="thumb">
        <li>
          <img alt={t("references")} />
          <button
            class="button square"
            type="button"
            data-mask
            data-needs="mask"
            title={t("mask")}
            aria-label={t("mask")}
          >
            <Icon name="brush" />
          </button>
          <button
            class="button square"
            type="button"
            data-remove
            title={t("removeReference")}
            aria-label={t("removeReference")}
          >
            <Icon name="close" />
          </button>
          <span class="badge good" data-masked hidden>{t("masked")}</span>
        </li>
      </template>
    </fieldset>
  );
}

/** The dialog in which a mask is painted; `client/mask.ts` runs it. */
export function MaskDialog({ view }: { readonly view: StudioView }) {
  const t = speak(STUDIO_WORDS, view.lang);
  return (
    <dialog id="mask" class="card" aria-labelledby="mask-title">
      <div class="stack">
        <h2 id="mask-title">{t("mask")}</h2>
        <p class="muted small">{t("maskHint")}</p>
        <div class="easel">
          <img alt="" />
          <canvas tabindex={0} role="application" aria-label={t("mask")}></canvas>
        </div>
        <div class="row between">
          <div class="row">
            <button class="chip" type="button" data-tool="paint" aria-pressed="true">
              {t("brush")}
            </button>
            <button class="chip" type="button" data-tool="erase" aria-pressed="false">
              {t("eraser")}
            </button>
            <label class="row small">
              {t("brushSize")}
              <input type="range" name="brush" min="1" max="40" value="12" />
            </label>
          </div>
          <div class="row">
            <button class="button" type="button" data-clear>{t("clear")}</button>
            <button class="button primary" type="button" data-done>{t("done")}</button>
          </div>
        </div>
      </div>
    </dialog>
  );
}
