import { Text } from '@mantine/core'
import {
  type Icon,
  IconArrowBackUp,
  IconCircle,
  IconEraser,
  IconMail,
  IconPencil,
  IconPlus,
  IconX,
} from '@tabler/icons-react'
import type { Import } from '../../src/contract/import.ts'
import { t } from '../texts/t.ts'
import type { Tone } from '../ui/state-badge.tsx'
import { type ApplyChoice, isBlocked, mailsOf } from './apply-choice.ts'
import './apply-list.css'

type Line = { tone: Tone; icon: Icon; text: string }

/** What pressing the button does, one line for each kind of effect. */
export const ApplyList = ({ of, choice }: { of: Import; choice: ApplyChoice }) => (
  <>
    <ul className="apply-list" aria-live="polite">
      {linesOf(of, choice).map(({ tone, icon: Icon, text }) => (
        <li key={text} className={`tone-${tone}`}>
          <Icon size={18} aria-hidden color="var(--tone-text)" />
          <span>{text}</span>
        </li>
      ))}
    </ul>
    <Text size="sm" c="dimmed">
      <IconArrowBackUp size={16} aria-hidden style={{ verticalAlign: '-3px' }} /> {t('import.apply.undo')}
    </Text>
  </>
)

function linesOf(of: Import, choice: ApplyChoice): Line[] {
  const { create, update, unchanged, clear, reject } = of.counts
  const mails = mailsOf(of, choice)
  const hasMails = Math.max(of.mails.changed, of.mails.all) > 0
  const lines: (Line | false)[] = [
    create > 0 && { tone: 'good', icon: IconPlus, text: t('import.apply.create', { count: create }) },
    update > 0 && { tone: 'info', icon: IconPencil, text: t('import.apply.update', { count: update }) },
    clear > 0 && { tone: 'warn', icon: IconEraser, text: t('import.apply.clear', { count: clear }) },
    unchanged > 0 && {
      tone: 'quiet',
      icon: IconCircle,
      text: t('import.apply.unchanged', { count: unchanged }),
    },
    reject > 0 && {
      tone: 'bad',
      icon: IconX,
      text: isBlocked(of, choice)
        ? t('import.apply.reject.abort', { count: reject })
        : t('import.apply.reject', { count: reject }),
    },
    hasMails && {
      tone: mails > 0 ? 'info' : 'quiet',
      icon: IconMail,
      text: mails > 0 ? t('import.apply.mail', { count: mails }) : t('import.apply.mail.none'),
    },
  ]
  return lines.filter((line) => line !== false)
}
