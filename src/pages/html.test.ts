import { expect, test } from 'vitest'
import { html } from './html.ts'

test('escapes texts, keeps markup, leaves out what is not there', () => {
  const inner = html`<b>${'<i>'}</b>`
  expect(
    html`<p title="${`"'`}">${inner}${['a & b', html`<i></i>`]}${null}${undefined}${false}${0}</p>`.text,
  ).toBe('<p title="&#34;&#39;"><b>&lt;i&gt;</b>a &amp; b<i></i>0</p>')
})

test('refuses a value in an attribute without quotes', () => {
  expect(() => html`<p title=${'x'}></p>`).toThrow('quotes')
})

test('what cannot be seen is left out', () => {
  expect(html`${'a\u0000b\u202Ec\u2066d\ud800e\nf'}`.text).toBe('abcd\ufffde\nf')
})
