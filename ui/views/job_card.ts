/**
 * What the card of a job shows.
 *
 * @module
 */

/** A job in a few lines. */
export interface JobCardView {
  readonly id: string;
  readonly status: "queued" | "in_progress" | "completed" | "failed" | "cancelled";
  readonly prompt: string;
  readonly model: string;
  /** Of the pictures asked for. */
  readonly n: number;
  /** Width and height of a picture, in any unit. */
  readonly shape: { readonly width: number; readonly height: number };
  readonly images: readonly PictureView[];
  /** Who is at work on it now. */
  readonly providers: readonly string[];
  /** The newest picture under way, by address. */
  readonly preview?: string | undefined;
  readonly progress: ProgressView;
  /** What was tried and did not work, oldest first, while the job goes on. */
  readonly setbacks: readonly SetbackView[];
  readonly warnings: readonly string[];
  /** Why there are no pictures. */
  readonly error?: { readonly message: string; readonly kind: string } | undefined;
  /** How long it took, in ms, once it has ended. */
  readonly tookMs?: number | undefined;
}

/** How far a job is. */
export interface ProgressView {
  /** 0 to 100. */
  readonly percent: number;
  readonly etaSeconds: number | null;
  /** How many are before it at the upstream. */
  readonly queuePosition: number | null;
}

/** A picture that is there. */
export interface PictureView {
  readonly src: string;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** An attempt that failed. */
export interface SetbackView {
  readonly provider: string;
  readonly message: string;
}
