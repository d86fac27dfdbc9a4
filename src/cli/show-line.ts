import type { Terminal } from './import-progress.ts'

const eraseLine = '\r\u001B[2K'

/** One line that changes, on a terminal only. */
export function showLine(terminal: Terminal): { write(text: string): void; erase(): void } {
  if (!terminal.isTTY) return { write: () => {}, erase: () => {} }
  return {
    write: (text) => void terminal.write(`${eraseLine}${text}`),
    erase: () => void terminal.write(eraseLine),
  }
}
