/**
 * Choosing a shape: ratios as little rectangles.
 *
 * @module
 */

import { Icon } from "../icons.tsx";
import type { StudioView } from "../views/studio.ts";
import { speak } from "../words.ts";
import { STUDIO_WORDS } from "./words.ts";

const RATIOS = ["1:1", "4:3", "3:4", "3:2", "2:3", "4:5", "16:9", "9:16", "21:9"];

/** The longer side of a rectangle, on a grid of 24. */
const LONG = 18;

/** Radio buttons that look like what they mean. */
export function Shapes({ view }: { readonly view: StudioView }) {
  const t = speak(STUDIO_WORDS, view.lang);
  const value = view.values["aspect_ratio"] ?? "";
  return (
    <fieldset class="field" id="shapes">
      <legend>{t("shape")}</legend>
      <div class="shapes">
        {["", ...RATIOS].map((ratio) => (
          <label key={ratio} class="chip">
            <input
              class="unseen"
              type="radio"
              name="aspect_ratio"
              value={ratio}
              checked={ratio === value}
            />
            {ratio === "" ? <Icon name="sparkle" /> : <Rectangle ratio={ratio} />}
            <span>{ratio === "" ? t("auto") : ratio}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Rectangle({ ratio }: { readonly ratio: string }) {
  const [across = 1, down = 1] = ratio.split(":").map(Number);
  const unit = LONG / Math.max(across, down);
  const [width, height] = [across * unit, down * unit];
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <rect x={12 - width / 2} y={12 - height / 2} width={width} height={height} rx="1.5" />
    </svg>
  );
}
