/**
 * The large view of a picture: buttons, keys, wheel and fingers that zoom and move it, and the input
 * picture laid over it.
 *
 * @module
 */

import { all, find, need } from "./dom.ts";
import { createPane, type Pane, type Point } from "./pane.ts";

const STEP = 1.4;
const PAN_PX = 60;

/** What a wheel's movement counts; a pinch on a touchpad comes as one with Ctrl, and is finer. */
const WHEEL = 0.003;
const PINCH = 0.012;

/** Makes the view on the page live, if there is one that is not yet. */
export function openViewer(): void {
  const view = find(".viewer:not([data-open])", HTMLElement);
  if (view === undefined) return;
  view.dataset.open = "";
  const tools = need(".viewer-tools", HTMLElement);
  const level = need("[data-act=fit]", HTMLElement, tools);
  tools.hidden = false;
  const pane = createPane(view, need(".canvas", HTMLElement, view), (zoom) => {
    view.classList.toggle("zoomed", zoom > 1);
    level.textContent = `${Math.round(zoom * 100)} %`;
  });
  const acts = {
    in: () => pane.zoomTo(pane.zoom * STEP),
    out: () => pane.zoomTo(pane.zoom / STEP),
    fit: () => pane.zoomTo(1),
    compare: comparing(view, tools),
  };
  for (const [name, act] of Object.entries(acts)) {
    for (const button of all(`[data-act=${name}]`, HTMLElement, tools)) button.onclick = act;
  }
  hearKeys(view, pane, acts);
  hearWheel(view, pane);
  hearFingers(view, pane);
}

type Acts = Readonly<Record<string, () => void>>;
type Zooms = Readonly<Record<"in" | "out" | "fit", () => void>>;

function hearKeys(view: HTMLElement, pane: Pane, acts: Zooms): void {
  const keys: Acts = { "+": acts.in, "=": acts.in, "-": acts.out, "0": acts.fit };
  const arrows: Acts = {
    ArrowLeft: () => pane.pan(PAN_PX, 0),
    ArrowRight: () => pane.pan(-PAN_PX, 0),
    ArrowUp: () => pane.pan(0, PAN_PX),
    ArrowDown: () => pane.pan(0, -PAN_PX),
  };
  view.onkeydown = (event) => {
    const act = keys[event.key] ?? (pane.zoom > 1 ? arrows[event.key] : undefined);
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation(); // the page's arrows choose another picture
    act();
  };
}

function hearWheel(view: HTMLElement, pane: Pane): void {
  view.onwheel = (event) => {
    event.preventDefault();
    pane.zoomTo(pane.zoom * Math.exp(-event.deltaY * (event.ctrlKey ? PINCH : WHEEL)), event);
  };
  view.ondblclick = (event) => pane.zoomTo(pane.zoom > 1 ? 1 : 2, event);
}

/** One moves, two pinch. */
function hearFingers(view: HTMLElement, pane: Pane): void {
  const fingers = new Map<number, Point>();
  view.onpointerdown = ({ pointerId, x, y }) => {
    fingers.set(pointerId, { x, y });
    if (pane.zoom > 1) view.setPointerCapture(pointerId);
  };
  view.onpointermove = ({ pointerId, x, y }) => {
    const last = fingers.get(pointerId);
    if (last === undefined) return;
    const other = [...fingers].find(([id]) => id !== pointerId)?.[1];
    if (other) pane.zoomTo(pane.zoom * gap({ x, y }, other) / Math.max(1, gap(last, other)), other);
    else if (pane.zoom > 1) pane.pan(x - last.x, y - last.y);
    fingers.set(pointerId, { x, y });
  };
  const lift = ({ pointerId }: PointerEvent) => void fingers.delete(pointerId);
  view.onpointerup = view.onpointercancel = view.onpointerleave = lift;
}

function gap(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** Lays the input picture over the result, up to where the slider says. */
function comparing(view: HTMLElement, tools: HTMLElement): () => void {
  const before = find(".before", HTMLElement, view);
  const split = find(".divide", HTMLInputElement, tools);
  const button = find("[data-act=compare]", HTMLElement, tools);
  const divide = () => before?.style.setProperty("--split", `${split?.value}%`);
  split?.addEventListener("input", divide);
  return () => {
    if (!before || !split || !button) return;
    before.hidden = split.hidden = !before.hidden;
    button.ariaPressed = String(!before.hidden);
    divide();
    if (!before.hidden) split.focus();
  };
}
