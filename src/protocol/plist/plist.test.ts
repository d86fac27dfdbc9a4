import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { buildPlist, parsePlist, PlistError, type PlistValue } from './plist.ts'

const testdata = (name: string) => readFileSync(new URL(`testdata/${name}`, import.meta.url))
const inPlist = (xml: string) => `<plist version="1.0">${xml}</plist>`
const reason = (source: string | Uint8Array, o?: { maxBytes: number }) => {
  try {
    parsePlist(source, o)
  } catch (error) {
    expect(error).toBeInstanceOf(PlistError)
    return (error as Error).message
  }
  return 'accepted'
}

test('reads every kind of value', () => {
  const value = parsePlist(testdata('every-kind.plist')) as Record<string, PlistValue>
  expect(Object.entries(value)).toEqual([
    ['text', `Ana & Ben <AB> "'`],
    ['mixed', 'one <two> &amp; three four'],
    ['empty', ''],
    ['blank', '  '],
    ['integer', -42],
    ['big', 18446744073709551615n],
    ['real', 1500],
    ['yes', true],
    ['no', false],
    ['date', new Date('2026-02-28T23:59:59Z')],
    ['data', Buffer.from([0, 1, 2, 3])],
    ['list', [[], {}, '日本語 😀']],
    ['__proto__', 'harmless'],
    ['', 'under the empty key'],
  ])
})

test('dictionaries have no prototype that a key could reach', () => {
  const value = parsePlist(inPlist('<dict><key>__proto__</key><dict><key>admin</key><true/></dict></dict>'))
  expect(Object.getPrototypeOf(value)).toBe(null)
  expect(({} as { admin?: boolean }).admin).toBeUndefined()
  expect('toString' in (value as object)).toBe(false)
})

test('reads with a byte order mark, Windows line ends and spaces in tags', () => {
  const text =
    '\uFEFF<?xml version="1.0" encoding="utf-8"?>\r\n<plist >\r\n<dict ><key >a</key >\r\n<true /></dict>\r\n</plist>\r\n'
  expect(parsePlist(Buffer.from(text))).toEqual({ a: true })
  expect(parsePlist(inPlist('<string>a\r\nb\rc&#13;</string>'))).toBe('a\nb\nc\r')
})

const refused: [what: string, xml: string, reason: string][] = [
  ['nothing', '', 'no <plist>'],
  ['another document', '<html></html>', 'no <plist>'],
  [
    'an internal subset',
    '<!DOCTYPE plist [<!ENTITY a "b">]><plist><string>&a;</string></plist>',
    'no <plist>',
  ],
  ['an external entity', inPlist('<string>&xxe;</string>'), 'an entity'],
  ['a bare ampersand', inPlist('<string>a & b</string>'), 'an entity'],
  ['a reference to NUL', inPlist('<string>&#0;</string>'), 'an entity'],
  ['a reference beyond Unicode', inPlist('<string>&#x110000;</string>'), 'an entity'],
  ['a reference to half a character', inPlist('<string>&#xD800;</string>'), 'an entity'],
  ['a control character', inPlist('<string>\u0001</string>'), 'a character'],
  ['two roots', inPlist('<true/><true/>'), 'more than one value'],
  ['no root', inPlist(''), 'an element that property lists do not have'],
  ['two documents', inPlist('<true/>') + inPlist('<true/>'), 'something follows the end'],
  ['an unclosed document', '<plist><dict><key>a</key><string>b</string></dict>', 'expected an element'],
  ['an unclosed dictionary', '<plist><dict><key>a</key>', 'expected an element'],
  ['an unclosed text', '<plist><string>a', 'ends inside an element'],
  ['an unclosed tag', '<plist><string', 'ends inside a tag'],
  ['an unclosed comment', '<plist><!-- <true/></plist>', 'ends inside a comment'],
  ['unclosed CDATA', inPlist('<string><![CDATA[a</string>'), 'ends inside CDATA'],
  ['crossed tags', inPlist('<array><dict></array></dict>'), 'a dictionary entry without a key'],
  ['an element in a text', inPlist('<string>a<true/></string>'), 'an element inside text'],
  ['loose text', inPlist('<array>text</array>'), 'expected an element'],
  ['an unknown element', inPlist('<set></set>'), 'an element that property lists do not have'],
  ['a value without a key', inPlist('<dict><string>a</string></dict>'), 'without a key'],
  [
    'a key without a value',
    inPlist('<dict><key>a</key></dict>'),
    'an element that property lists do not have',
  ],
  ['the same key twice', inPlist('<dict><key>a</key><true/><key>a</key><false/></dict>'), 'already has'],
  ['12abc', inPlist('<integer>12abc</integer>'), 'a malformed integer'],
  ['an empty integer', inPlist('<integer/>'), 'a malformed integer'],
  ['an integer of 65 bits', inPlist('<integer>18446744073709551616</integer>'), 'a malformed integer'],
  ['a real with letters', inPlist('<real>1e</real>'), 'a malformed real'],
  ['the 30th of February', inPlist('<date>2026-02-30T00:00:00Z</date>'), 'a malformed date'],
  ['a date without a zone', inPlist('<date>2026-02-20T00:00:00</date>'), 'a malformed date'],
  ['bad base64', inPlist('<data>AAA</data>'), 'a malformed data'],
  ['base64 with rubbish', inPlist('<data>AA*A</data>'), 'a malformed data'],
  ['a true that says something', inPlist('<true>no</true>'), 'a malformed true'],
]

test.each(refused)('refuses %s', (_, xml, expected) => {
  expect(reason(xml)).toContain(expected)
  expect(reason(Buffer.from(xml))).toContain(expected)
})

test('refuses what is not UTF-8', () => {
  expect(reason(Buffer.from(inPlist('<string>\xe9</string>'), 'latin1'))).toContain('not UTF-8')
  expect(reason(Buffer.from(`\uFEFF${inPlist('<true/>')}`, 'utf16le'))).toContain('not UTF-8')
})

test('refuses to go deeper than 64 levels', () => {
  const nested = (levels: number) => inPlist('<array>'.repeat(levels) + '</array>'.repeat(levels))
  expect(reason(nested(65))).toBe('accepted')
  expect(reason(nested(66))).toContain('64 levels')
  expect(reason(`<plist>${'<array>'.repeat(100_000)}`)).toContain('64 levels')
})

test('refuses what is larger than the limit', () => {
  expect(reason(inPlist('<true/>'), { maxBytes: 20 })).toContain('larger than 20 bytes')
  expect(reason(Buffer.alloc(1024 * 1024 + 1))).toContain('larger than')
})

test('names the line, never the content', () => {
  expect(reason('<plist>\n<array>\n<string>secret</string>\n<data>secret</data>\n</array></plist>')).toBe(
    'The property list is not valid near line 4: a malformed data',
  )
})

test('writes what Apple’s tools write', () => {
  const written = buildPlist({
    a: 'x & <y>',
    list: [1, 2.5, 2n ** 60n, true],
    at: new Date(0),
    none: {},
    data: Buffer.from('hi'),
  })
  expect(written).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>a</key>
	<string>x &amp; &lt;y&gt;</string>
	<key>list</key>
	<array>
		<integer>1</integer>
		<real>2.5</real>
		<integer>1152921504606846976</integer>
		<true/>
	</array>
	<key>at</key>
	<date>1970-01-01T00:00:00Z</date>
	<key>none</key>
	<dict/>
	<key>data</key>
	<data>aGk=</data>
</dict>
</plist>
`)
})

test('does not write what could not be read again', () => {
  const circle: PlistValue[] = []
  circle.push(circle)
  const impossible = [
    circle,
    '\u0000',
    { '\uD800': 1 },
    2n ** 64n,
    new Date(Number.NaN),
    null,
    undefined,
    { a: undefined },
  ]
  for (const value of impossible) expect(() => buildPlist(value as PlistValue)).toThrow(PlistError)
})

/** Every array holds 200 references to the next one, so that 30 levels would be 200^30 values. */
function multiplyingBinary(levels: number): Buffer {
  const width = 200
  const objects = Array.from({ length: levels }, (_, i) =>
    Buffer.concat([Buffer.from([0xaf, 0x10, width]), Buffer.alloc(width, i + 1)]),
  )
  return binary([...objects, Buffer.from([0x09])])
}

function binary(objects: Buffer[]): Buffer {
  const offsets = objects.map((_, i) => 8 + Buffer.concat(objects.slice(0, i)).length)
  const table = Buffer.alloc(offsets.length * 2)
  offsets.forEach((offset, i) => table.writeUInt16BE(offset, i * 2))
  const trailer = Buffer.alloc(32)
  trailer.set([2, 1], 6)
  trailer.writeBigUInt64BE(BigInt(objects.length), 8)
  trailer.writeBigUInt64BE(BigInt(8 + Buffer.concat(objects).length), 24)
  return Buffer.concat([Buffer.from('bplist00'), ...objects, table, trailer])
}

test('binary: refuses circles, multiplication and reads beyond the end', () => {
  expect(reason(binary([Buffer.from([0xa1, 0])]))).toContain('repeats itself')
  expect(reason(multiplyingBinary(30))).toContain('repeats itself')
  expect(reason(binary([Buffer.from([0x4f, 0x12, 0x7f, 0xff, 0xff, 0xff])]))).toContain('cut off')
  expect(reason(binary([Buffer.from([0xa1, 7])]))).toContain('refers to nothing')
  expect(reason(binary([Buffer.from([0x00])]))).toContain('unknown kind')
  expect(reason(Buffer.from('bplist00'))).toContain('damaged')
  expect(reason(Buffer.from('bplist15 and so on'))).toContain('unknown version')
})

test('binary: keeps a key named __proto__ and refuses a key twice', () => {
  const [key, yes] = [Buffer.concat([Buffer.from([0x59]), Buffer.from('__proto__')]), Buffer.from([0x09])]
  const value = parsePlist(binary([Buffer.from([0xd1, 1, 2]), key, yes]))
  expect(Object.entries(value)).toEqual([['__proto__', true]])
  expect(reason(binary([Buffer.from([0xd2, 1, 1, 2, 2]), key, yes]))).toContain('a key twice')
})
