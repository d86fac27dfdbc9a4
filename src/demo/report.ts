import { styleText } from 'node:util'
import { table } from '../cli/output.ts'

/** What the demo prints: numbered steps as they happen, facts under them, a table at the end. */
export type Report = {
  step(title: string): void
  fact(text: string): void
  expect(what: string, came: boolean): void
  outcomes(rows: Outcome[]): void
  failures(): string[]
}

export type Outcome = { device: string; expected: string; came: string; why: string; ok: boolean }

export function createReport(write: (line: string) => void): Report {
  let steps = 0
  const failed: string[] = []
  return {
    step: (title) => write(`\n${styleText('bold', `${String(++steps).padStart(2)}  ${title}`)}`),
    fact: (text) => write(text.replace(/^/gm, '    ')),
    expect(what, came) {
      if (!came) failed.push(what)
      write(`    ${came ? styleText('green', '✓') : styleText('red', '✗')} ${what}`)
    },
    outcomes(rows) {
      for (const { device, ok, expected, came } of rows)
        if (!ok) failed.push(`${device}: expected ${expected}, came ${came}`)
      const cells = rows.map(({ device, expected, came, why, ok }) => [
        ok ? '✓' : '✗',
        device,
        expected,
        came,
        why,
      ])
      write(`\n${table(['', 'Device', 'Expected', 'Outcome', 'Why'], cells)}`)
    },
    failures: () => failed,
  }
}
