import { Button, Drawer, Group, Stack, Table, Text } from '@mantine/core'
import { useState } from 'react'
import type { DepDifference, DifferenceDecision } from '../../src/contract/dep-reconciliation.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { Fact } from '../ui/facts.tsx'
import { LinkAnchor } from '../ui/link.tsx'
import { ScrollTable } from '../ui/scroll-table.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { DecideDialog } from './decide-dialog.tsx'
import { decisionsFor } from './decisions.ts'
import { decisionText, fieldWord } from './difference-columns.tsx'

type Props = { accountId: string; difference: DepDifference | undefined; onClose: () => void }

/** One difference with both sides, what it means, and what may be decided. */
export const DifferenceDrawer = ({ accountId, difference, onClose }: Props) => (
  <Drawer
    opened={difference !== undefined}
    onClose={onClose}
    position="right"
    size="lg"
    title={difference?.serial}
    closeButtonProps={{ 'aria-label': t('act.close') }}
  >
    {difference && <Details accountId={accountId} difference={difference} onClose={onClose} />}
  </Drawer>
)

function Details({ accountId, difference, onClose }: Props & { difference: DepDifference }) {
  const { kind, state, serial, foundAt, decidedAt, deviceId, deviceIdentifier } = difference
  const decided = decisionText(difference)
  return (
    <Stack gap="md">
      <Group gap="xs">
        <Text fw={600}>{t(`difference.kind.${kind}`)}</Text>
        <Status kind="difference" state={state} />
      </Group>
      <Text size="sm">{t(`difference.explain.${kind}`)}</Text>
      <Sides difference={difference} />
      <dl className="facts">
        <Fact label={t('difference.serial')} copy={serial} />
        <Fact label={t('difference.found')}>
          <Time at={foundAt} />
        </Fact>
        {decided && (
          <Fact label={t('difference.decision')}>
            {decided} {decidedAt && <Time at={decidedAt} />}
          </Fact>
        )}
        {deviceId && (
          <Fact label={t('difference.record')}>
            <LinkAnchor to="/devices/$id" params={{ id: deviceId }}>
              {deviceIdentifier}
            </LinkAnchor>
          </Fact>
        )}
      </dl>
      {difference.closedAt === null && <Acts {...{ accountId, difference, onClose }} />}
    </Stack>
  )
}

const Sides = ({ difference: { fields } }: { difference: DepDifference }) => (
  <ScrollTable label={t('differences.title')} minWidth={320}>
    <Table.Thead>
      <Table.Tr>
        <Table.Th>{t('difference.field')}</Table.Th>
        <Table.Th>{t('difference.apple')}</Table.Th>
        <Table.Th>{t('difference.muster')}</Table.Th>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {fields.map(({ field, apple, muster }) => (
        <Table.Tr key={field}>
          <Table.Td>{fieldWord(field)}</Table.Td>
          <Table.Td style={{ overflowWrap: 'anywhere' }}>{apple ?? '–'}</Table.Td>
          <Table.Td style={{ overflowWrap: 'anywhere' }}>{muster ?? '–'}</Table.Td>
        </Table.Tr>
      ))}
    </Table.Tbody>
  </ScrollTable>
)

function Acts({ accountId, difference, onClose }: Props & { difference: DepDifference }) {
  const can = useCan()
  const [decision, setDecision] = useState<DifferenceDecision>()
  return (
    <Group gap="xs" role="group" aria-label={t('difference.decide')}>
      {decisionsFor(difference.kind, can).map((option) => (
        <Button key={option} size="xs" variant="default" onClick={() => setDecision(option)}>
          {t(`decision.${option}`)}
        </Button>
      ))}
      {decision && (
        <DecideDialog
          accountId={accountId}
          decision={decision}
          choice={{ ids: [difference.id] }}
          onClose={() => setDecision(undefined)}
          onDone={onClose}
        />
      )}
    </Group>
  )
}
