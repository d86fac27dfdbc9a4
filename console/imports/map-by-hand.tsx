import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import type { ColumnMapping, GivenMapping } from '../../src/contract/import.ts'
import { t } from '../texts/t.ts'
import { ColumnList } from './column-list.tsx'
import { ColumnNeeds } from './column-needs.tsx'
import { givenBy, isComplete, type MappingDraft, needsOf } from './mapping-draft.ts'

type Props = {
  columns: ColumnMapping[]
  draft: MappingDraft
  onChange: (draft: MappingDraft) => void
  onDone: (mapping: GivenMapping) => void
}

/** A list that no format fits: a person says what its columns are, and the same file is read with that. */
export function MapByHand({ columns, draft, onChange, onDone }: Props) {
  const ready = isComplete(columns, draft) && needsOf(columns, draft).records.length > 0
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="md">
        <div role="alert">
          <Title order={3} size="h4">
            {t('imports.by-hand')}
          </Title>
          <Text size="sm">{t('imports.by-hand.text')}</Text>
        </div>
        <ColumnNeeds columns={columns} draft={draft} />
        <ColumnList
          label={t('import.columns.title')}
          columns={columns}
          all={columns}
          draft={draft}
          onChange={onChange}
        />
        <Group justify="flex-end">
          <Button
            disabled={!ready}
            onClick={() => onDone(givenBy(columns, draft))}
            rightSection={<IconArrowRight size={16} aria-hidden />}
          >
            {t('imports.by-hand.read')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  )
}
