/**
 * The cockpit's icons: lines on a grid of 24, in the colour of the text beside them.
 *
 * @module
 */

/** What each is drawn with: the `d` of a path. */
const PATHS = {
  alert: "M12 4 2.8 19.5h18.4L12 4Zm0 6v4.5m0 2.6v.1",
  back: "M15 5l-7 7 7 7",
  bell: "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 2h-15l1.5-2Zm4 4.5h4",
  book:
    "M5 4.5h5a2 2 0 0 1 2 2V20a2 2 0 0 0-2-2H5V4.5Zm14 0h-5a2 2 0 0 0-2 2V20a2 2 0 0 1 2-2h5V4.5Z",
  brush: "M14.5 4.5l5 5-8.7 8.7-5-5 8.7-8.7ZM5.8 13.2 4 20l6.8-1.8",
  chart: "M4 4v16h16M8 16v-4m4 4V8m4 8v-6",
  check: "M5 12.5 10 17.5 19.5 7",
  clock: "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17Zm0 4.5v4.5l3 2",
  close: "M6 6l12 12M18 6 6 18",
  code: "M9 7l-5 5 5 5m6-10 5 5-5 5",
  compare: "M12 3v18M4 6h5v12H4V6Zm11 0h5v12h-5",
  copy: "M8.5 8.5h11v11h-11v-11Zm-4 7v-11h11",
  dice:
    "M5 4.5h14a.5.5 0 0 1 .5.5v14a.5.5 0 0 1-.5.5H5a.5.5 0 0 1-.5-.5V5a.5.5 0 0 1 .5-.5ZM8.5 8.5h.1m6.9 0h.1m-3.6 3.5h.1m-3.6 3.5h.1m6.9 0h.1",
  down: "M5 9l7 7 7-7",
  download: "M12 4v11m-5-4.5 5 5 5-5M4.5 20h15",
  eye:
    "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Zm9.5-3a3 3 0 1 1 0 6 3 3 0 0 1 0-6Z",
  gallery: "M4.5 4.5h6v6h-6v-6Zm9 0h6v6h-6v-6Zm-9 9h6v6h-6v-6Zm9 0h6v6h-6v-6Z",
  gear:
    "M12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6Zm0-6v3m0 12v3M3 12h3m12 0h3M5.6 5.6l2.1 2.1m8.6 8.6 2.1 2.1m0-12.8-2.1 2.1m-8.6 8.6-2.1 2.1",
  globe:
    "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17Zm-8 6h16m-16 5h16M12 3.5c-5 5-5 12 0 17 5-5 5-12 0-17Z",
  image: "M4 5h16v14H4V5Zm0 11 5-5 4 4 2.5-2.5L20 17M15.5 9h.1",
  key: "M8 11.5a4 4 0 1 1 0 8 4 4 0 0 1 0-8Zm2.8 1.2L20 3.5m-4 4 3 3m-6 0 2 2",
  layers: "M12 4l9 4.5-9 4.5-9-4.5L12 4Zm-9 8.5 9 4.5 9-4.5m-18 4L12 21l9-4.5",
  link:
    "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.7 5.7l1-1",
  mark:
    "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17Zm0 4.5 4.2 7.5M12 8 4 10.2M15.5 10 12 3.5m8 10.3-8.6.2m5 5.6-4.3-7.5M4 13.8 8.5 14m-.7-4 .2 5.5",
  menu: "M4 7h16M4 12h16M4 17h16",
  minus: "M5 12h14",
  more: "M6 12h.1M12 12h.1M18 12h.1",
  next: "M9 5l7 7-7 7",
  palette:
    "M12 3.5c5 0 8.5 3.4 8.5 7.5 0 3-2.2 4.5-4.5 4.5h-2c-1.7 0-2 1.6-1.2 2.5.8 1 .5 2.5-1 2.5a8.5 8.5 0 0 1 .2-17ZM8 11h.1M10.5 7.5h.1m4.4.5h.1",
  play: "M7 4.5v15l12-7.5-12-7.5Z",
  plug: "M9 3v5m6-5v5M6 8h12v3a6 6 0 0 1-12 0V8Zm6 9v4",
  plus: "M12 5v14M5 12h14",
  redo: "M19 5v5h-5m4.7 0A7.5 7.5 0 1 0 19.5 14",
  search: "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13Zm5 11.5L20.5 20.5",
  signOut: "M10 4H5v16h5m4-4 4-4-4-4m4 4H9",
  sparkle: "M12 3l1.9 5.6L19.5 10.5l-5.6 1.9L12 18l-1.9-5.6L4.5 10.5l5.6-1.9L12 3Zm7 13v4m2-2h-4",
  stop: "M6.5 6.5h11v11h-11v-11Z",
  terminal: "M3.5 5h17v14h-17V5Zm3.5 4 3 3-3 3m6 0h4",
  trash: "M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13M10.5 11v5m3-5v5",
  undo: "M5 5v5h5m-4.7 0A7.5 7.5 0 1 1 4.5 14",
  upload: "M12 16V5m-5 4.5 5-5 5 5M4.5 20h15",
} as const;

/** The names of the icons. */
export type IconName = keyof typeof PATHS;

/** An icon beside words that say the same; it says nothing itself. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
