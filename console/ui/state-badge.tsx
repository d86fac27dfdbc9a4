import type { Icon } from '@tabler/icons-react'
import './tone.css'

export type Tone = 'info' | 'good' | 'warn' | 'bad' | 'quiet'

/** A state as icon and word, never by color alone. */
export const StateBadge = ({ tone, icon: Icon, word }: { tone: Tone; icon: Icon; word: string }) => (
  <span className={`state-badge tone-${tone}`}>
    <Icon size={14} aria-hidden />
    <span>{word}</span>
  </span>
)
