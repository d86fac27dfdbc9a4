import { expect, test } from 'vitest'
import { CsvError } from './csv-error.ts'
import { detectDelimiter } from './detect-delimiter.ts'

test.each([
  ['a,b,c\n1,2,3', ','],
  ['a;b;c\n1,5;2;3', ';'],
  ['a\tb\n1, 2; 3\tx', '\t'],
  ['a|b|c\n1|2|3', '|'],
  ['Identifier\na1\na2', ','],
  ['Identifier\na1|x\na2', ','],
  ['356938035643809;Room 12, left\n490154203237518;Room 13\n352099001761481;Hall', ';'],
  ['a,b;c\n1,2;3\n4,5\n6,7', ','],
  ['"a;b;c;d",x\n1,2', ','],
  ['"a""b",x\n"1\n;;;",2', ','],
  ['\n\n;;;\na,b\n1,2', ','],
  ['Tags,Name\nx|y|z,Ana\nv|w,Ben', ','],
  ['', ','],
  ['"a;b', ','],
])('says what separates %j', (text, delimiter) => {
  expect(detectDelimiter(text)).toEqual({ delimiter, from: 0 })
})

test('takes the hint of Excel, quoted and with the delimiters of the other columns behind it', () => {
  expect(detectDelimiter('sep=;\na,b;c\n')).toEqual({ delimiter: ';', from: 5 })
  expect(detectDelimiter('"sep=|"\na,b\n')).toEqual({ delimiter: '|', from: 7 })
  expect(detectDelimiter('SEP=\t\na,b\n')).toEqual({ delimiter: '\t', from: 5 })
  expect(detectDelimiter('sep=,,,\na,b,c\n')).toEqual({ delimiter: ',', from: 7 })
  expect(detectDelimiter('sep=;\na,b\n', ',')).toEqual({ delimiter: ',', from: 5 })
  expect(detectDelimiter('separator;x\n')).toEqual({ delimiter: ';', from: 0 })
})

test('refuses a delimiter that it does not know, unless another one is asked for', () => {
  expect(() => detectDelimiter('sep=:\na:b\n')).toThrow(CsvError)
  expect(detectDelimiter('sep=:\na,b\n', ',')).toEqual({ delimiter: ',', from: 5 })
})
