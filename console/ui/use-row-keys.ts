import { type RefObject, useEffect, useEffectEvent, useRef } from 'react'
import { isTyping } from './keys.ts'

/** `j` and `k` move the focus from row to row, `x` selects the row that has it; `Enter` is the link's own. */
export function useRowKeys(
  frame: RefObject<HTMLElement | null>,
  count: number,
  scrollTo: (index: number) => void,
) {
  const aim = useRef(-1)
  const coming = useRef<number>(undefined)
  // The row may only be drawn some frames after the scrolling.
  const focusSoon = (index: number, frames: number) => {
    coming.current = requestAnimationFrame(() => {
      coming.current = undefined
      const link = rowAt(frame.current, index)?.querySelector<HTMLElement>('[data-row-link]')
      if (link) link.focus({ preventScroll: true })
      else if (frames > 0) focusSoon(index, frames - 1)
    })
  }
  const moveTo = (index: number) => {
    if (coming.current !== undefined) cancelAnimationFrame(coming.current)
    aim.current = index
    scrollTo(index)
    focusSoon(index, 10)
  }
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return
    // A key may come before the row that the last one aimed at has been drawn and focused.
    const focused = coming.current === undefined ? focusedRow(frame.current) : undefined
    const current = focused ?? aim.current
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
