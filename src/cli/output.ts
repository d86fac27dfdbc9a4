/** Where a command writes: people read text, programs `--json`. */
export type Output = {
  json: boolean
  print(text: string): void
  result(value: unknown, text: () => string): void
}

export function createOutput(json: boolean): Output {
  const print = (text: string) => void process.stdout.write(`${text}\n`)
  return { json, print, result: (value, text) => print(json ? JSON.stringify(value, null, 2) : text()) }
}

/** Columns as wide as their longest cell; made for a terminal, not for programs. */
export function table(header: string[], rows: (string | number | null | undefined)[][]): string {
  const cells = [header, ...rows.map((row) => row.map((cell) => String(cell ?? '')))]
  const widths = header.map((_, column) => Math.max(...cells.map((row) => width(row[column] ?? ''))))
  const line = (row: string[]) =>
    row
      .map((cell, i) => cell + ' '.repeat(widths[i]! - width(cell)))
      .join('  ')
      .trimEnd()
  return [line(cells[0]!), widths.map((w) => '─'.repeat(w)).join('  '), ...cells.slice(1).map(line)].join(
    '\n',
  )
}

/** Close enough for names and numbers: a terminal may show an emoji wider. */
const width = (text: string) => Array.from(text).length

/** Ends the command with a sentence for the reader: exit code 1, or 2 for a call that cannot be meant. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly exitCode: 1 | 2

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message)
    this.exitCode = exitCode
  }
}
