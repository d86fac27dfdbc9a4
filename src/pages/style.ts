import { createHash } from 'node:crypto'

/**
 * One column, large type, light and dark by the device. Contrast of every pair is at least 4.5 to 1 (WCAG 2.2 AA). A QR code is black
 * on white in the dark too: phones do not read it otherwise.
 */
export const style = `
:root{color-scheme:light dark;--back:#fff;--text:#1c1c1e;--soft:#56565c;--line:#8a8a90;--act:#0a58ca;--on-act:#fff;--bad:#a3121f;--bad-back:#fdecee}
@media(prefers-color-scheme:dark){:root{--back:#16171a;--text:#f2f2f5;--soft:#b4b4bc;--line:#85858d;--act:#7ab0ff;--on-act:#06152b;--bad:#ffb3ba;--bad-back:#3d1519}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--text);font:1.125rem/1.5 system-ui,-apple-system,"Hiragino Sans",sans-serif;overflow-wrap:break-word}
main{max-width:32rem;margin:0 auto;padding:2rem 1.25rem 3rem}
.organization{margin:0 0 1.5rem;color:var(--soft);font-weight:600}
h1{margin:0 0 .75rem;font-size:1.75rem;line-height:1.25}
p{margin:0 0 1rem}
form{margin:1.5rem 0 0}
label{display:block;font-weight:600;margin:0 0 .25rem}
.hint{margin:0 0 .4rem;color:var(--soft);font-size:1rem}
input[type=text],input[type=password]{width:100%;margin:0 0 1.25rem;padding:.75rem;font:inherit;color:inherit;background:var(--back);border:1px solid var(--line);border-radius:.6rem}
button,.act{display:block;width:100%;min-height:3rem;padding:.7rem 1rem;font:inherit;font-weight:600;text-align:center;text-decoration:none;border:1px solid var(--act);border-radius:.6rem;background:var(--act);color:var(--on-act);cursor:pointer}
.act{background:none;color:var(--act)}
.or{margin:1rem 0;text-align:center;color:var(--soft)}
:focus-visible{outline:3px solid var(--act);outline-offset:2px}
fieldset{margin:0 0 1.25rem;padding:0;border:0}
legend{padding:0;margin:0 0 .75rem}
.choice{display:flex;gap:.75rem;align-items:flex-start;padding:.9rem;margin:0 0 .75rem;border:1px solid var(--line);border-radius:.6rem}
.choice input{flex:none;width:1.4rem;height:1.4rem;margin:.1rem 0 0;accent-color:var(--act)}
.choice span span{display:block;font-weight:400;color:var(--soft);font-size:1rem}
.fault{padding:.9rem;margin:0 0 1rem;border:1px solid var(--bad);border-radius:.6rem;background:var(--bad-back);color:var(--bad);font-weight:600}
.text{white-space:pre-wrap}
.code{display:block;font:600 1.75rem/1.4 ui-monospace,Menlo,monospace;letter-spacing:.12em;user-select:all}
.qr{display:block;width:100%;max-width:28.75rem;height:auto;background:#fff}
footer{margin:2rem 0 0;padding:1rem 0 0;border-top:1px solid var(--line);color:var(--soft);font-size:1rem}
footer p{margin:0 0 .25rem}
`

/** CSP level 3, hash of an inline element: this style and no other. */
export const styleSource = `'sha256-${createHash('sha256').update(style).digest('base64')}'`
