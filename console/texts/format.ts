/** The texts are English, so numbers and dates follow the browser's English variant when it has one. */
export const locale = navigator.languages?.find((language) => language.startsWith('en')) ?? 'en'

const numbers = new Intl.NumberFormat(locale)
const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' })
const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' })
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
const lists = new Intl.ListFormat(locale, { type: 'conjunction' })

export const formatNumber = (value: number): string => numbers.format(value)
export const formatList = (words: string[]): string => lists.format(words)
export const formatExactTime = (at: string): string => exact.format(new Date(at))
export const formatDay = (at: string): string => day.format(new Date(at))

const seconds = {
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
  month: 2_629_800,
  year: 31_557_600,
} as const

/** "3 minutes ago", "in 12 days"; up to 45 seconds away it is "now". */
export function formatRelativeTime(at: string, now: number): string {
  const away = (Date.parse(at) - now) / 1000
  const size = Math.abs(away)
  if (size < 45) return relative.format(0, 'second')
  const [unit, length] =
    Object.entries(seconds).findLast(([, length]) => size >= length * 0.95) ?? (['minute', 60] as const)
  return relative.format(Math.round(away / length), unit as Intl.RelativeTimeFormatUnit)
}

/** Binary sizes with the unit people know: "3.4 MB". */
export function formatBytes(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1)
  const unit = units[power] ?? 'byte'
  const style = { style: 'unit', unit, maximumFractionDigits: power > 1 ? 1 : 0 } as const
  return new Intl.NumberFormat(locale, style).format(bytes / 1024 ** power)
}

/** "45 s", "3 min", "1 h 20 min": how long work will still take. */
export function formatDuration(totalSeconds: number): string {
  const whole = Math.max(0, Math.round(totalSeconds))
  if (whole < 60) return `${whole} s`
  const minutes = Math.round(whole / 60)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
