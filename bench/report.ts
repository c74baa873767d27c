/**
 * Prints what was measured.
 *
 * @module
 */

/** Prints one line. */
export function print(line = ""): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

/** Prints rows under a heading, the columns as wide as they need to be, as a Markdown table. */
export function printTable(heading: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = heading.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0))
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (cells[column] ?? "").padEnd(width)).join(" | ")} |`;
  print(line(heading));
  print(`|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`);
  for (const row of rows) print(line(row));
  print();
}

/** Milliseconds with as many decimals as make sense. */
export function ms(value: number): string {
  if (Number.isNaN(value)) return "–";
  return value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0);
}

/** A ratio, such as `2.1×`. */
export function times(value: number): string {
  return Number.isFinite(value) ? `${value.toFixed(value < 10 ? 2 : 0)}×` : "–";
}
