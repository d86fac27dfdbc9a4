import { tWord } from '../texts/t.ts'

const names: Record<string, string> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' }

export const delimiterWord = (delimiter: string): string =>
  tWord('imports.delimiter', names[delimiter] ?? delimiter)

export const encodingWord = (encoding: string): string => tWord('imports.encoding', encoding)
