import { type RefObject, useEffect, useEffectEvent, useRef } from 'react'
import { isTyping } from './keys.ts'

/** `j` and `k` move the focus from row to row, `x` selects the row that has it; `Enter` is the link's own. */
export function useRowKeys(
  frame: RefObject<HTMLElement | null>,
  count: number,
  scrollTo: (index: number) => void,
) {
  const aim = useRef(-1)
  const moveTo = (index: number) => {
    aim.current = index
    scrollTo(index)
    // The row may only be drawn after the scrolling.
    requestAnimationFrame(() =>
      rowAt(frame.current, index)
        ?.querySelector<HTMLElement>('[data-row-link]')
        ?.focus({ preventScroll: true }),
    )
  }
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return
    // A key may come before the row that the last one aimed at has been drawn and focused.
    const current = focusedRow(frame.current) ?? aim.current
    if (event.key === 'j') moveTo(Math.min(current + 1, count - 1))
    else if (event.key === 'k') moveTo(Math.max(current - 1, 0))
    else if (event.key === 'x') rowAt(frame.current, current)?.querySelector('input')?.click()
    else return
    event.preventDefault()
  })
  useEffect(() => {
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}

const rowAt = (frame: HTMLElement | null, index: number) =>
  frame?.querySelector<HTMLElement>(`tr[data-row="${index}"]`) ?? null

const focusedRow = (frame: HTMLElement | null): number | undefined => {
  const focused = frame?.contains(document.activeElement) ? document.activeElement : null
  const index = focused?.closest<HTMLElement>('tr[data-row]')?.dataset['row']
  return index === undefined ? undefined : Number(index)
}
