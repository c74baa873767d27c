/**
 * A picture in a window: how large it is drawn, and which part of it is seen.
 *
 * @module
 */

/** A place on the screen. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A picture that can be zoomed and moved. */
export interface Pane {
  /** 1: all of it is seen. */
  readonly zoom: number;
  /** Keeps what is under a place of the screen where it is; absent: the middle. */
  zoomTo(zoom: number, at?: Point): void;
  pan(dx: number, dy: number): void;
}

const MOST = 8;

/** Draws by transforming `canvas` within `view`; `drawn` is told of each zoom. */
export function createPane(
  view: HTMLElement,
  canvas: HTMLElement,
  drawn: (zoom: number) => void,
): Pane {
  let [zoom, x, y] = [1, 0, 0];

  function middle(): Point {
    const { left, top, width, height } = view.getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2 };
  }

  /** The picture never leaves the window. */
  function draw(): void {
    x = within(x, (canvas.offsetWidth * zoom - view.clientWidth) / 2);
    y = within(y, (canvas.offsetHeight * zoom - view.clientHeight) / 2);
    canvas.style.transform = `translate(${x}px, ${y}px) scale(${zoom})`;
    drawn(zoom);
  }

  return {
    get zoom() {
      return zoom;
    },

    zoomTo(wanted, at = middle()) {
      const next = Math.min(MOST, Math.max(1, wanted));
      const centre = middle();
      const [dx, dy] = [at.x - centre.x, at.y - centre.y];
      x = (x - dx) * (next / zoom) + dx;
      y = (y - dy) * (next / zoom) + dy;
      zoom = next;
      draw();
    },

    pan(dx, dy) {
      [x, y] = [x + dx, y + dy];
      draw();
    },
  };
}

function within(value: number, room: number): number {
  return Math.max(-Math.max(0, room), Math.min(Math.max(0, room), value));
}
