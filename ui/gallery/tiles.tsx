/**
 * Jobs as tiles: their pictures, or what became of them.
 *
 * @module
 */

import { ago } from "../format.ts";
import { Icon } from "../icons.tsx";
import { explainFailure } from "../job/failure_words.ts";
import { JOB_WORDS } from "../job_words.ts";
import type { TilesView, TileView } from "../views/gallery.ts";
import type { PictureView } from "../views/job_page.ts";
import { type Lang, speak } from "../words.ts";
import { GALLERY_WORDS } from "./words.ts";

/** Pictures that a tile has room for. */
const SHOWN = 4;

/** What tiles are drawn from. */
export interface TilesProps {
  readonly view: TilesView;
  readonly lang: Lang;
}

/** A page of tiles, and the way to the next; `client/gallery.ts` puts that in the way's place. */
export function Tiles({ view, lang }: TilesProps) {
  const { more } = view;
  return (
    <>
      {view.tiles.map((tile) => <Tile key={tile.id} tile={tile} now={view.now} lang={lang} />)}
      {more !== undefined && (
        <li class="more">
          <a class="button" href={more.href} data-part={more.part}>
            {speak(GALLERY_WORDS, lang)("more")}
          </a>
        </li>
      )}
    </>
  );
}

interface TileProps {
  readonly tile: TileView;
  readonly now: number;
  readonly lang: Lang;
}

function Tile({ tile, now, lang }: TileProps) {
  const t = speak(GALLERY_WORDS, lang);
  const { id, pictures, model, createdAt } = tile;
  const prompt = tile.prompt || t("noPrompt");
  return (
    <li class="tile" data-status={tile.status}>
      <a href={`/jobs/${id}`}>
        {pictures.length > 0
          ? <Pictures pictures={pictures} prompt={prompt} />
          : <Standing tile={tile} lang={lang} />}
        <span class="about">
          <span class="said" dir="auto">{prompt}</span>
          <span class="small muted">
            {pictures.length > 1 && `${t("pictures", { count: pictures.length })} · `}
            {model} · {ago(createdAt, now, lang)}
          </span>
        </span>
      </a>
      <label class="pick">
        <input type="checkbox" name="job" value={id} aria-label={t("select", { prompt })} />
      </label>
    </li>
  );
}

interface PicturesProps {
  readonly pictures: readonly PictureView[];
  readonly prompt: string;
}

/** The first one tells what all of them show. */
function Pictures({ pictures, prompt }: PicturesProps) {
  const left = pictures.length - SHOWN;
  return (
    <span class="collage" data-count={Math.min(SHOWN, pictures.length)}>
      {pictures.slice(0, SHOWN).map(({ thumbUrl, widthPx, heightPx }, index) => (
        <img
          key={thumbUrl}
          src={thumbUrl}
          alt={index === 0 ? prompt : ""}
          width={widthPx}
          height={heightPx}
          loading="lazy"
          decoding="async"
        />
      ))}
      {left > 0 && <span class="badge">+{left}</span>}
    </span>
  );
}

/** Where a job without pictures stands. */
function Standing({ tile, lang }: Omit<TileProps, "now">) {
  const { status, failure } = tile;
  const isFailed = status === "failed";
  const isOpen = status === "queued" || status === "in_progress";
  return (
    <span class="standing">
      <Icon name={isFailed ? "alert" : isOpen ? "clock" : "stop"} />
      <span class={isFailed ? "badge bad" : "badge"}>{speak(JOB_WORDS, lang)(status)}</span>
      {isOpen && tile.progress > 0 && (
        <progress class="bar" max={100} value={tile.progress} aria-label={`${tile.progress} %`}>
        </progress>
      )}
      {failure !== undefined && (
        <span class="small muted">{explainFailure(failure, lang).title}</span>
      )}
    </span>
  );
}
