import { Text } from '@mantine/core'
import {
  type Icon,
  IconAlertTriangle,
  IconCheck,
  IconCircle,
  IconEye,
  IconHandFinger,
  IconHistory,
  IconLock,
  IconTag,
} from '@tabler/icons-react'
import type { ColumnMapping } from '../../src/contract/import.ts'
import { t } from '../texts/t.ts'
import { StateBadge, type Tone } from '../ui/state-badge.tsx'
import { fieldWord } from './field-words.ts'
import type { MappingDraft } from './mapping-draft.ts'

const looks: Record<ColumnMapping['how'], [Tone, Icon]> = {
  exact: ['good', IconCheck],
  alias: ['good', IconCheck],
  position: ['good', IconCheck],
  attribute: ['good', IconTag],
  nearest: ['warn', IconEye],
  given: ['info', IconHandFinger],
  remembered: ['info', IconHistory],
  ignored: ['quiet', IconCircle],
  dropped: ['quiet', IconLock],
  unknown: ['warn', IconAlertTriangle],
}

/** How it is known what a column becomes; what was only guessed stands out. */
export function HowBadge({ mapping, draft }: { mapping: ColumnMapping; draft: MappingDraft }) {
  const how = draft.has(mapping.index) ? 'given' : mapping.how
  const [tone, icon] = looks[how]
  return (
    <>
      <StateBadge tone={tone} icon={icon} word={t(`import.how.${how}`)} />
      {how === 'unknown' && mapping.proposal && (
        <Text size="xs" c="dimmed">
          {t('import.did-you-mean', { name: fieldWord(mapping.proposal) })}
        </Text>
      )}
    </>
  )
}
