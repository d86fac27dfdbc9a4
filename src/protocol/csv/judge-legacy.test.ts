import { Readable } from 'node:stream'
import * as fc from 'fast-check'
import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { judgeLegacy } from './judge-legacy.ts'

const judge = (text: string, encoding: string, chunkBytes = 65536) => {
  const bytes = iconv.encode(text, encoding)
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, n) =>
    bytes.subarray(n * chunkBytes, (n + 1) * chunkBytes),
  )
  return judgeLegacy(() => Readable.from(chunks))
}
const certain = async (text: string, encoding: string, chunkBytes?: number) =>
  (await judge(text, encoding, chunkBytes)).certain

test.each([
  'Grün',
  'Jürgen Groß, Straße 5, Übergröße',
  'MÜLLER;GROẞ;GRÖßE'.replace('ẞ', 'SS'),
  'Prénom,Élève,Noël,Loïc,Agnès,François,être,forêt,août,cœur',
  'l’école d’été',
  'Ana’s iPad',
  '“Quoted” – and so on…',
  '„Zitat“',
  '5 €,5€,£5,20 °C,12 m²',
  'Muñoz,Peña,Año,¿Qué?,José María',
  'João,São Paulo,irmã,Guimarães,Simões,ação',
  'Ångström,Åse,Bjørn,Håkon,Sørensen,Kjær,Ægir,Malmö,Pärnu',
  'Città,Nicolò,Forlì,Gesù,perché,caffè',
  'Nº 5,1ª,Mª José',
  'Château «Foo» 1 × 2',
])('is certain of %s in Windows-1252', async (text) => {
  expect(await certain(text, 'windows-1252')).toBe('windows-1252')
  expect(await certain(`${text}\n`, 'windows-1252', 1)).toBe('windows-1252')
})

test.each([
  '田中太郎,東京',
  'テスト',
  'ひらがな',
  '会議室A,A棟,iPadの設定',
  'ﾃｽﾄ,ｶﾞｲﾄﾞ,ﾀﾅｶ',
  '齋藤 髙橋 﨑',
  '①号機',
  '㈱テスト、２０２４年',
  '備考：〜',
  'iPad・iPhone、予備',
])('is certain of %s in Shift_JIS', async (text) => {
  expect(await certain(text, 'shift_jis')).toBe('shift_jis')
  expect(await certain(`${text}\n`, 'shift_jis', 1)).toBe('shift_jis')
})

test.each([
  ['Dvořák,Jiří', 'windows-1250'],
  ['Plzeň,Růžička,Žižka', 'windows-1250'],
  ['Kovačić', 'windows-1250'],
  ['Dębski', 'windows-1250'],
  ['Gdańsk', 'windows-1250'],
  ['Łódź,Michał', 'windows-1250'],
  ['Erdős,Fűzfa', 'windows-1250'],
  ['Brătianu,Timiș'.replace('ș', 'ş'), 'windows-1250'],
  ['Yıldız,Işık', 'windows-1254'],
  ['Иванов', 'windows-1251'],
  ['Παπαδόπουλος', 'windows-1253'],
  ['Müller,Größe', 'cp850'],
  ['José,García', 'cp850'],
  ['Müller,Größe,Jäger', 'macintosh'],
  ['España,García', 'macintosh'],
  ['東京,日本', 'gbk'],
  ['日本語テスト', 'euc-jp'],
  ['서울', 'euc-kr'],
  ['ÄÖÜ', 'windows-1252'],
  ['東', 'shift_jis'],
  ['ﾄﾖﾀ', 'shift_jis'],
])('is not certain of %s in %s', async (text, encoding) => {
  expect(await certain(text, encoding)).toBeUndefined()
})

test('asks for UTF-8 that was damaged, and for a list that two encodings were mixed in', async () => {
  const damaged = Buffer.concat([Buffer.from('Grün,Köln,Größe,'), Buffer.from([0xfc]), Buffer.from('x')])
  expect(await judgeLegacy(() => Readable.from([damaged]))).toMatchObject({
    certain: undefined,
    mostlyUtf8: true,
  })
  const mixed = Buffer.concat([iconv.encode('Grün,', 'windows-1252'), iconv.encode('テスト', 'shift_jis')])
  expect((await judgeLegacy(() => Readable.from([mixed]))).certain).toBeUndefined()
})

test('says what the text can be at all', async () => {
  expect(await judge('ÄÖÜ', 'windows-1252')).toEqual({
    certain: undefined,
    possible: ['windows-1252', 'shift_jis'],
    mostlyUtf8: false,
  })
  expect(await judge('Grün,Šárka', 'windows-1252')).toEqual({
    certain: undefined,
    possible: ['windows-1252'],
    mostlyUtf8: false,
  })
  const neither = Buffer.from([0xff, 0x81, 0x20])
  expect(await judgeLegacy(() => Readable.from([neither]))).toMatchObject({
    certain: undefined,
    possible: [],
  })
})

const names = ['Grün', 'Müller', 'Prénom', 'Noël', 'Muñoz', 'Bjørn', 'João', 'Straße', 'Ana’s iPad']
const japanese = ['田中', 'テスト', '東京都', 'ﾃｽﾄ', 'ひらがな', '大阪', '髙橋一郎']

test('judges a list the same however its bytes arrive', async () => {
  const list = (words: string[]) =>
    fc
      .array(fc.constantFrom('a1,ios,', '"', '\r\n', ...words), { minLength: 1 })
      .map((parts) => parts.join(','))
  for (const [words, encoding] of [
    [names, 'windows-1252'],
    [japanese, 'shift_jis'],
  ] as const)
    await fc.assert(
      fc.asyncProperty(list([...words]), fc.integer({ min: 1, max: 9 }), async (text, chunkBytes) => {
        const isPlain = iconv.encode(text, encoding).every((byte) => byte < 0x80)
        expect(await certain(text, encoding, chunkBytes)).toBe(isPlain ? undefined : encoding)
      }),
      { numRuns: 200 },
    )
})
