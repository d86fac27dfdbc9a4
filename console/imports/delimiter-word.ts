import { tWord } from '../texts/t.ts'

const names: Record<string, string> = { ',': 'comma', ';': 'semicolon', '\t': 'tab' }

export const delimiterWord = (delimiter: string): string =>
  tWord('imports.delimiter', names[delimiter] ?? delimiter)
