/**
 * A castle.
 *
 * @module
 */

import { mix } from "../../../images/colour.ts";
import type { Stage } from "../stage.ts";
import { at, blob, group, path, type Point, polygon, rect } from "../svg.ts";
import type { Placing } from "./subject.ts";

/** Towers with pointed roofs on a rock. */
export function paintCastle(stage: Stage, placing: Placing): string {
  const { foot, tall, colour = "#4b5f92" } = placing;
  const { palette } = stage;
  const stone = mix(palette.pale, palette.far, 0.4);
  const roof = mix(colour, palette.near, palette.stars ? 0.3 : 0.08);
  const tower = (offset: number, share: number, half: number) =>
    paintTurret(stage, at(foot.x + offset * tall, foot.y), {
      tall: tall * share,
      half: half * tall,
      stone,
      roof,
    });
  const rock = [[-0.62, 0.22], [-0.46, 0.03], [-0.2, -0.02], [0.22, -0.02], [0.48, 0.04], [
    0.66,
    0.22,
  ]] as const;
  return group([
    tower(-0.18, 0.86, 0.06),
    tower(0.2, 0.72, 0.07),
    tower(0.02, 1, 0.075),
    tower(-0.36, 0.56, 0.07),
    tower(0.38, 0.5, 0.065),
    paintCurtainWall(stage, placing, stone),
    blob(rock.map(([x, y]) => at(foot.x + x * tall, foot.y + y * tall)), {
      fill: stage.gradient([mix(palette.near, palette.land, 0.4), palette.near]),
    }),
  ]);
}

interface Turret {
  readonly tall: number;
  readonly half: number;
  readonly stone: string;
  readonly roof: string;
}

function paintTurret(stage: Stage, foot: Point, { tall, half, stone, roof }: Turret): string {
  const { palette, sun } = stage;
  const wallTop = foot.y - tall * 0.68;
  const stops = [mix(stone, palette.glow, 0.45), stone, mix(stone, palette.near, 0.6)];
  const wall = stage.gradient(sun.x < foot.x ? stops : stops.toReversed(), "across");
  return group([
    rect(at(foot.x - half, wallTop), at(half * 2, tall * 0.7), { fill: wall }),
    rect(at(foot.x - half * 1.2, wallTop - 4), at(half * 2.4, tall * 0.05), {
      fill: mix(stone, palette.near, 0.35),
    }),
    polygon([
      at(foot.x - half * 1.35, wallTop),
      at(foot.x, foot.y - tall),
      at(foot.x + half * 1.35, wallTop),
    ], {
      fill: stage.gradient(
        [mix(roof, palette.glow, 0.4), roof, mix(roof, palette.near, 0.4)],
        "across",
      ),
    }),
    rect(at(foot.x - half * 0.22, wallTop + tall * 0.1), at(half * 0.44, tall * 0.07), {
      fill: palette.lamp,
    }),
    path(
      `M${foot.x} ${foot.y - tall}v${-tall * 0.08}l${half * 0.9} ${tall * 0.022}l${-half * 0.9} ${
        tall * 0.022
      }`,
      {
        fill: palette.accent,
        stroke: palette.near,
        strokeWidth: 1.5,
      },
    ),
  ]);
}

function paintCurtainWall(stage: Stage, { foot, tall }: Placing, stone: string): string {
  const { palette } = stage;
  const left = foot.x - tall * 0.45;
  const [wide, top] = [tall * 0.9, foot.y - tall * 0.24];
  const merlons = Array.from(
    { length: 15 },
    (_, i) =>
      rect(at(left + (i * wide) / 15, top - tall * 0.025), at(wide / 30, tall * 0.03), {
        fill: mix(stone, palette.near, 0.2),
      }),
  );
  const half = tall * 0.06;
  const gate = path(
    `M${foot.x - half} ${foot.y}v${-tall * 0.1}a${half} ${half} 0 0 1 ${half * 2} 0v${tall * 0.1}z`,
    { fill: mix(palette.near, "#2a1a14", 0.4) },
  );
  const wall = stage.gradient([mix(stone, palette.near, 0.2), mix(stone, palette.near, 0.5)]);
  return group([...merlons, rect(at(left, top), at(wide, tall * 0.26), { fill: wall }), gate]);
}
