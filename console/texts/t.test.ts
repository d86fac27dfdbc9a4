import { expect, test } from 'vitest'
import { en } from './en.ts'
import { t, tWord } from './t.ts'

test('puts values into a text', () => {
  expect(t('device.edit.title', { identifier: 'PAD-1' })).toBe('Edit PAD-1')
})

test('chooses the plural form and writes the number as the locale does', () => {
  expect(t('devices.count', { count: 1 })).toBe('1 device')
  expect(t('devices.count', { count: 0 })).toBe('0 devices')
  expect(t('devices.count', { count: 12_500 })).toBe('12,500 devices')
})

test('shows a word that no text knows as it is', () => {
  expect(tWord('status.profile', 'pushed')).toBe('Pushed')
  expect(tWord('status.profile', 'paused')).toBe('paused')
})

test('no text is empty, and plural forms name the same values but the count', () => {
  const names = (text: string) =>
    [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).filter((name) => name !== 'count')
  for (const [key, entry] of Object.entries(en)) {
    if (typeof entry === 'string') expect({ key, text: entry.trim() }).not.toMatchObject({ text: '' })
    else expect({ key, names: names(entry.one) }).toEqual({ key, names: names(entry.other) })
  }
})
