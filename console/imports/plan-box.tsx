import { Group, Paper, Stack, Text, Title } from '@mantine/core'
import { IconEraser } from '@tabler/icons-react'
import { type Import, RowOutcome } from '../../src/contract/import.ts'
import { formatNumber } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { Fact } from '../ui/facts.tsx'
import { LinkAnchor } from '../ui/link.tsx'
import { Message } from '../ui/message.tsx'
import { Status } from '../ui/status.tsx'
import { delimiterWord } from './delimiter-word.ts'

/** Exactly what will happen, in numbers; each number leads to its rows. */
export const PlanBox = ({ of }: { of: Import }) => (
  <Paper withBorder p="md" component="section">
    <Stack gap="md">
      <Title order={2}>{t('import.plan')}</Title>
      <Group gap="xl">
        {RowOutcome.options.map((outcome) => (
          <LinkAnchor
            key={outcome}
            to="/imports/$id"
            params={{ id: of.id }}
            search={{ outcome }}
            resetScroll={false}
            c="var(--mantine-color-text)"
          >
            <Text fz={28} fw={650} lh={1.1} style={{ fontVariantNumeric: 'tabular-nums' }}>
              {formatNumber(of.counts[outcome])}
            </Text>
            <Status kind="row" state={outcome} />
          </LinkAnchor>
        ))}
      </Group>
      {of.counts.clear > 0 && (
        <Message tone="warn" icon={IconEraser} title={t('import.clears', { count: of.counts.clear })} />
      )}
      <dl className="facts">
        <Fact label={t('import.rows')}>{formatNumber(of.counts.rows)}</Fact>
        <Fact label={t('import.contents')}>{of.mode && t(`import.mode.${of.mode}`)}</Fact>
        <Fact label={t('import.format')}>{of.format}</Fact>
        <Fact label={t('import.encoding')}>{of.encoding}</Fact>
        <Fact label={t('import.delimiter')}>{of.delimiter && delimiterWord(of.delimiter)}</Fact>
        <Fact label={t('import.by')}>{of.createdBy}</Fact>
      </dl>
    </Stack>
  </Paper>
)
