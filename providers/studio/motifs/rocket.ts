/**
 * A rocket on its way up.
 *
 * @module
 */

import { mix } from "../../../images/colour.ts";
import type { Stage } from "../stage.ts";
import { at, circle, group, num, path } from "../svg.ts";
import type { Placing } from "./subject.ts";

/** A rocket on its way up. */
export function paintRocket(stage: Stage, { foot, tall, colour = "#d8432f" }: Placing): string {
  const { palette } = stage;
  const { x, y } = foot;
  const [half, base] = [tall * 0.13, y - tall * 0.28];
  const body =
    `M${num(x)} ${num(y - tall)}C${num(x + half * 1.5)} ${num(y - tall * 0.78)} ${
      num(x + half * 1.2)
    } ${num(y - tall * 0.45)} ${num(x + half * 0.7)} ${num(base)}` +
    `h${num(-half * 1.4)}C${num(x - half * 1.2)} ${num(y - tall * 0.45)} ${num(x - half * 1.5)} ${
      num(y - tall * 0.78)
    } ${num(x)} ${num(y - tall)}z`;
  const fin = (side: number) =>
    path(
      `M${num(x + side * half * 0.85)} ${num(y - tall * 0.5)}q${num(side * half * 1.3)} ${
        num(tall * 0.1)
      } ${num(side * half * 1.2)} ${num(tall * 0.3)}q${num(-side * half * 0.5)} ${
        num(-tall * 0.09)
      } ${num(-side * half * 1.3)} ${num(-tall * 0.08)}z`,
      { fill: colour },
    );
  const flame = (wide: number, long: number, fill: string) =>
    path(
      `M${num(x - half * wide)} ${num(base)}q${num(half * wide)} ${num(tall * long * 2)} ${
        num(half * wide * 2)
      } 0z`,
      { fill },
    );
  return group([
    circle(at(x, y - tall * 0.15), tall * 0.3, {
      fill: stage.glow([`${palette.glow}b0`, `${palette.glow}00`]),
    }),
    flame(0.75, 0.32, "#ff7a2f"),
    flame(0.48, 0.22, "#ffd45e"),
    fin(1),
    fin(-1),
    path(body, {
      fill: stage.gradient([
        "#ffffff",
        mix(palette.pale, palette.far, 0.3),
        mix(palette.far, palette.near, 0.5),
      ], "across"),
    }),
    path(
      `M${num(x)} ${num(y - tall)}q${num(half * 0.95)} ${num(tall * 0.14)} ${num(half * 1.02)} ${
        num(tall * 0.22)
      }h${num(-half * 2.04)}q${num(half * 0.07)} ${num(-tall * 0.08)} ${num(half * 1.02)} ${
        num(-tall * 0.22)
      }z`,
      { fill: colour },
    ),
    circle(at(x, y - tall * 0.6), half * 0.52, { fill: mix(colour, palette.near, 0.3) }),
    circle(at(x, y - tall * 0.6), half * 0.36, { fill: "#9fe3ff" }),
  ], { transform: `rotate(14 ${num(x)} ${num(y - tall * 0.5)})` });
}
