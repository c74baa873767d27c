/**
 * What to look for in the gallery. The address of the page says it, so it can be kept and sent.
 *
 * @module
 */

import { Icon } from "../icons.tsx";
import { JOB_WORDS } from "../job_words.ts";
import type { GalleryQuery, GalleryView } from "../views/gallery.ts";
import { speak } from "../words.ts";
import { GALLERY_WORDS } from "./words.ts";

const STATUSES = ["completed", "in_progress", "queued", "failed", "cancelled"] as const;

/** The form above the pictures; on a phone, most of it is folded away. */
export function Filters({ view }: { readonly view: GalleryView }) {
  const { query, models, lang } = view;
  const t = speak(GALLERY_WORDS, lang);
  const statusName = speak(JOB_WORDS, lang);
  return (
    <form id="filters" class="filters" method="get" action="/gallery" role="search">
      <div class="field wide">
        <label for="q">{t("search")}</label>
        <input class="input" id="q" name="q" type="search" value={query.q} maxlength={200} />
      </div>
      <details class="narrow" open={isNarrowed(query)}>
        <summary class="button">
          <Icon name="down" />
          {t("narrow")}
        </summary>
        <div class="field">
          <label for="model">{t("model")}</label>
          <select class="input" id="model" name="model">
            <option value="">{t("any")}</option>
            {models.map((id) => (
              <option key={id} value={id} selected={id === query.model}>{id}</option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="status">{t("status")}</label>
          <select class="input" id="status" name="status">
            <option value="">{t("any")}</option>
            {STATUSES.map((status) => (
              <option key={status} value={status} selected={status === query.status}>
                {statusName(status)}
              </option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="from">{t("from")}</label>
          <input class="input" id="from" name="from" type="date" value={query.from} />
        </div>
        <div class="field">
          <label for="to">{t("to")}</label>
          <input class="input" id="to" name="to" type="date" value={query.to} />
        </div>
      </details>
      <input type="hidden" name="tz" value={query.tz} />
      <div class="row">
        <button class="button" type="submit">
          <Icon name="search" />
          {t("find")}
        </button>
        <a class="button quiet" href="/gallery" id="clear" hidden={!view.isFiltered}>
          {t("clear")}
        </a>
      </div>
    </form>
  );
}

function isNarrowed({ model, status, from, to }: GalleryQuery): boolean {
  return [model, status, from, to].some((value) => value !== "");
}
