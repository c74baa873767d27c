/**
 * The dialog in which a mask is painted over a picture.
 *
 * On the wire a mask is the picture's size and transparent where something new is to be drawn; on the
 * screen it is the other way round, so that one sees what one has painted.
 *
 * @module
 */

import { all, need } from "./dom.ts";

/** How far an arrow key moves the brush, in brush widths. */
const STEP = 0.5;

/** Has a mask painted; undefined when nothing is painted in the end. */
export async function paintMask(picture: HTMLImageElement): Promise<Blob | undefined> {
  const dialog = need("#mask", HTMLDialogElement);
  const canvas = need("canvas", HTMLCanvasElement, dialog);
  const shown = need("img", HTMLImageElement, dialog);
  shown.src = picture.src;
  await shown.decode();
  const { naturalWidth: width, naturalHeight: height } = shown;
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (pen === null) return undefined;
  pen.fillStyle = pen.strokeStyle = getComputedStyle(dialog).getPropertyValue("--accent");
  pen.lineCap = "round";
  const over = new AbortController();
  const { signal } = over;
  let last: { x: number; y: number } | undefined;
  let cursor = { x: width / 2, y: height / 2 };

  const share = () => Number(need("[name=brush]", HTMLInputElement, dialog).value) / 100;
  const brush = () => share() * Math.max(width, height);
  const isErasing = () => need("[data-tool=erase]", HTMLElement, dialog).ariaPressed === "true";

  function stroke(to: { x: number; y: number }): void {
    if (pen === null) return;
    pen.globalCompositeOperation = isErasing() ? "destination-out" : "source-over";
    pen.lineWidth = brush();
    pen.beginPath();
    pen.moveTo((last ?? to).x, (last ?? to).y);
    pen.lineTo(to.x, to.y);
    pen.stroke();
    last = to;
  }

  const place = (event: PointerEvent) => {
    const box = canvas.getBoundingClientRect();
    return {
      x: (event.clientX - box.left) * width / box.width,
      y: (event.clientY - box.top) * height / box.height,
    };
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    last = undefined;
    stroke(place(event));
  }, { signal });
  canvas.addEventListener("pointermove", (event) => {
    if (event.buttons > 0 && last !== undefined) stroke(place(event));
  }, { signal });
  canvas.addEventListener("pointerup", () => last = undefined, { signal });
  canvas.addEventListener("keydown", (event) => {
    const moves = new Map([
      ["ArrowLeft", [-1, 0]],
      ["ArrowRight", [1, 0]],
      ["ArrowUp", [0, -1]],
      ["ArrowDown", [0, 1]],
      [" ", [0, 0]],
    ]);
    const [across, down] = moves.get(event.key) ?? [];
    if (across === undefined || down === undefined) return;
    event.preventDefault();
    const by = brush() * STEP;
    cursor = {
      x: Math.min(width, Math.max(0, cursor.x + across * by)),
      y: Math.min(height, Math.max(0, cursor.y + down * by)),
    };
    // Held down with Shift, the arrows paint as they go.
    if (event.key !== " " && !event.shiftKey) last = undefined;
    else stroke(cursor);
  }, { signal });
  for (const button of all("[data-tool]", HTMLElement, dialog)) {
    button.addEventListener("click", () => {
      for (const tool of all("[data-tool]", HTMLElement, dialog)) {
        tool.ariaPressed = String(tool === button);
      }
    }, { signal });
  }
  const clear = () => pen.clearRect(0, 0, width, height);
  need("[data-clear]", HTMLElement, dialog).addEventListener("click", clear, { signal });
  need("[data-done]", HTMLElement, dialog).addEventListener("click", () => dialog.close("done"), {
    signal,
  });
  dialog.returnValue = "";
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  over.abort();
  return dialog.returnValue === "done" ? await asMask(canvas) : undefined;
}

/** Turns what was painted into holes. */
async function asMask(canvas: HTMLCanvasElement): Promise<Blob | undefined> {
  const pen = canvas.getContext("2d");
  if (pen === null) return undefined;
  const pixels = pen.getImageData(0, 0, canvas.width, canvas.height);
  let isPainted = false;
  for (let at = 0; at < pixels.data.length; at += 4) {
    const isHole = (pixels.data[at + 3] ?? 0) > 127;
    isPainted ||= isHole;
    pixels.data.set([0, 0, 0, isHole ? 0 : 255], at);
  }
  pen.putImageData(pixels, 0, 0);
  if (!isPainted) return undefined;
  return await new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined)));
}
