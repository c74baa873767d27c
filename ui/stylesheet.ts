/**
 * The stylesheet of all pages.
 *
 * @module
 */

/** CSS text; served at `/style.css`. */
export const STYLESHEET = `
:root {
  color-scheme: light dark;
  --line: light-dark(#ddd, #444);
  --soft: light-dark(#f5f5f5, #222);
}
body { font: 16px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 0 auto; padding: 2rem 1rem; }
code, pre { font: 0.9em/1.5 ui-monospace, monospace; }
pre { background: var(--soft); padding: 1rem; overflow-x: auto; border-radius: 0.5rem; }
article { border-top: 1px solid var(--line); padding: 1rem 0; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.6rem; font-weight: normal; }
tr { border-top: 1px solid var(--line); }
td:nth-child(2) { white-space: nowrap; }
summary { cursor: pointer; margin: 0.5rem 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1rem; }
dd { margin: 0; }
`.trimStart();
