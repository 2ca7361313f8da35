// The look of a report: quiet on a screen, and on paper with rows that are not torn and links that are written out.

export const STYLE = `
:root { --ink: #1a1d21; --soft: #5c6570; --line: #d9dee4; --wash: #f5f7f9; --mark: #0b5cad; }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; color: var(--ink); max-width: 1040px; margin: 40px auto; padding: 0 24px; }
h1 { font-size: 28px; margin: 0 0 4px; } h2 { font-size: 20px; margin: 40px 0 8px; padding-top: 12px; border-top: 2px solid var(--ink); }
h3 { font-size: 16px; margin: 20px 0 4px; } p { margin: 6px 0 10px; } .soft, .none { color: var(--soft); }
.note { border-left: 4px solid var(--mark); background: var(--wash); padding: 8px 14px; margin: 16px 0; }
table { border-collapse: collapse; width: 100%; margin: 8px 0 16px; font-size: 13.5px; }
th { text-align: left; border-bottom: 2px solid var(--line); padding: 5px 10px 5px 0; } td { border-bottom: 1px solid var(--line); padding: 5px 10px 5px 0; vertical-align: top; overflow-wrap: anywhere; }
.figures { display: flex; flex-wrap: wrap; gap: 12px; margin: 16px 0; } .figure { border: 1px solid var(--line); border-radius: 6px; padding: 8px 16px; min-width: 130px; }
.figure b { display: block; font-size: 22px; font-variant-numeric: tabular-nums; } code { font: 12.5px ui-monospace, Consolas, monospace; overflow-wrap: anywhere; }
a { color: var(--mark); } .id { white-space: nowrap; font-weight: 600; }
@page { margin: 18mm 15mm; }
@media print { body { margin: 0; max-width: none; padding: 0; font-size: 10.5pt; } h2 { break-after: avoid; } h3 { break-after: avoid; } tr { break-inside: avoid; } thead { display: table-header-group; } a { color: inherit; text-decoration: none; } .control { break-inside: avoid; } }
`;
