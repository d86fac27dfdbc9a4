import { ActionIcon, Anchor, FileButton, Group, Text } from '@mantine/core'
import { IconFileTypeCsv, IconMinus } from '@tabler/icons-react'
import { formatBytes } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { chooseFile } from './file-draft.ts'
import './file-step.css'

type Props = { draftId: string; file: File; busy: boolean }

/** The file that will be read; it can be taken away again, or another one be taken (I10, I11). */
export const ChosenFile = ({ draftId, file, busy }: Props) => (
  <Group className="chosen-file" gap="sm" justify="space-between">
    <Group gap="sm" wrap="nowrap" style={{ minWidth: 0 }}>
      <IconFileTypeCsv
        size={34}
        stroke={1.4}
        aria-hidden
        color="var(--mantine-color-anchor)"
        style={{ flexShrink: 0 }}
      />
      <div style={{ minWidth: 0 }}>
        <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
          {file.name}
        </Text>
        <Text size="sm" c="dimmed">
          {formatBytes(file.size)}
        </Text>
      </div>
    </Group>
    {!busy && (
      <Group gap="md" wrap="nowrap">
        <FileButton accept="" onChange={(other) => other && chooseFile(draftId, other)}>
          {({ onClick }) => (
            <Anchor component="button" type="button" size="sm" onClick={onClick}>
              {t('imports.file.other')}
            </Anchor>
          )}
        </FileButton>
        <ActionIcon
          variant="default"
          aria-label={t('imports.file.remove', { name: file.name })}
          title={t('imports.file.remove', { name: file.name })}
          onClick={() => chooseFile(draftId, undefined)}
        >
          <IconMinus size={16} aria-hidden />
        </ActionIcon>
      </Group>
    )}
  </Group>
)
