import { html } from './html.ts'
import { page, textsOf, type Frame } from './page.ts'
import type { RefusalKind } from './texts.ts'

/** Says why it does not go on, what to do next, whom to ask, and the code that names this attempt. */
export function refusedPage(o: Frame & { kind: RefusalKind }): string {
  const { refused, help } = textsOf(o)
  const { title, advice } = refused[o.kind]
  const { shortCode, ...frame } = o
  const code = shortCode && html`<p>${help.shortCode}<bdi class="code" translate="no">${shortCode}</bdi></p>`
  return page(
    frame,
    title,
    html`<p>${advice}</p>
      ${code}`,
  )
}
