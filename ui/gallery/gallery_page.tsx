/**
 * The gallery: everything that was drawn and is still kept.
 *
 * @module
 */

import { Confirm } from "../confirm.tsx";
import { Frame } from "../frame.tsx";
import { Icon } from "../icons.tsx";
import type { GalleryView } from "../views/gallery.ts";
import { speak } from "../words.ts";
import { Filters } from "./filters.tsx";
import { Tiles } from "./tiles.tsx";
import { GALLERY_WORDS } from "./words.ts";

/** The page at `/gallery`. */
export function GalleryPage({ view }: { readonly view: GalleryView }) {
  const t = speak(GALLERY_WORDS, view.lang);
  return (
    <Frame view={view} title={t("title")} scripts={["gallery"]} isWide>
      <h1 class="unseen">{t("title")}</h1>
      <Filters view={view} />
      <form id="picked" method="post" action="/ui/gallery/zip">
        <Selection view={view} />
        <Found view={view} />
      </form>
      <Confirm
        id="confirm-delete"
        title={t("confirmDelete")}
        text={t("confirmText")}
        yes={t("delete")}
        no={t("keep")}
      />
    </Frame>
  );
}

/** What was found; without tiles, why. */
export function Found({ view }: { readonly view: GalleryView }) {
  const { tiles, lang } = view;
  return (
    <div id="found">
      {tiles.length === 0 && <Empty view={view} />}
      {(tiles.length > 0 || view.more !== undefined) && (
        <ul class="tiles">
          <Tiles view={view} lang={lang} />
        </ul>
      )}
    </div>
  );
}

function Empty({ view: { lang, isFiltered, more } }: { readonly view: GalleryView }) {
  const t = speak(GALLERY_WORDS, lang);
  return (
    <div class="empty">
      <Icon name={isFiltered ? "search" : "gallery"} />
      <h2>{isFiltered ? t(more === undefined ? "nothing" : "notYet") : t("empty")}</h2>
      <p>{isFiltered ? t("nothingHint") : t("emptyHint")}</p>
      {!isFiltered && (
        <a class="button primary" href="/">
          <Icon name="sparkle" />
          {t("toStudio")}
        </a>
      )}
    </div>
  );
}

/** What can be done with several at once; `client/gallery.ts` hides it while none is chosen. */
function Selection({ view }: { readonly view: GalleryView }) {
  const t = speak(GALLERY_WORDS, view.lang);
  return (
    <div id="selection" class="selection" role="group" aria-label={t("selection")}>
      <p class="small number" role="status" hidden>
        <b id="count">0</b> {t("selected")}
      </p>
      <button class="button quiet" type="button" data-pick="all" hidden>{t("selectAll")}</button>
      <button class="button quiet" type="button" data-pick="none" hidden>{t("selectNone")}</button>
      <button class="button" type="submit">
        <Icon name="download" />
        {t("zip")}
      </button>
      <button
        class="button danger"
        type="submit"
        formaction="/ui/gallery/delete"
        data-confirm="confirm-delete"
      >
        <Icon name="trash" />
        {t("delete")}
      </button>
    </div>
  );
}
