import { expect, test } from 'vitest'
import type { ImportRow } from '../src/contract/import.ts'
import { plan } from './support/import.ts'
import { testApp } from './support/test-app.ts'

test('the rows of a plan can be entered at any position, of all rows and of those that a filter leaves', async () => {
  const app = await testApp()
  const lines = Array.from({ length: 40 }, (_, at) => `tab-${at},${at % 4 === 0 ? 'beos' : 'ios'}`)
  const { id } = await plan(app, ['Identifier,OS', ...lines].join('\n'))
  const labels = async (query: string) => {
    const { body } = await app.api('GET', `/imports/${id}/rows?${query}`)
    return { labels: body.items.map(({ label }: ImportRow) => label), total: body.total }
  }
  expect(await labels('limit=2&offset=30')).toEqual({ labels: ['tab-30', 'tab-31'], total: 40 })
  expect(await labels('limit=5&offset=38')).toEqual({ labels: ['tab-38', 'tab-39'], total: 40 })
  expect(await labels('limit=5&offset=40')).toEqual({ labels: [], total: 40 })
  expect(await labels('limit=2&offset=5&outcome=reject')).toEqual({ labels: ['tab-20', 'tab-24'], total: 10 })
  expect(await labels('limit=2&offset=8&problem=os.invalid')).toEqual({
    labels: ['tab-32', 'tab-36'],
    total: 10,
  })
  expect(await labels('limit=2&offset=3&q=tab-3')).toEqual({ labels: ['tab-32', 'tab-33'], total: 11 })
})
