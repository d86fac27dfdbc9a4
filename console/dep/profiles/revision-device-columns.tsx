import { Text } from '@mantine/core'
import type { DepRevisionDevice } from '../../../src/contract/dep-profile.ts'
import { t } from '../../texts/t.ts'
import type { Column } from '../../ui/column.ts'
import { Status } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'

export const revisionDeviceColumns: Column<DepRevisionDevice>[] = [
  {
    id: 'serial',
    header: t('dep-device.serial'),
    width: 150,
    always: true,
    cell: ({ serial }) => <span className="identifier">{serial}</span>,
  },
  {
    id: 'state',
    header: t('dep-revision.state'),
    width: 130,
    cell: ({ state }) => <Status kind="revisionDevice" state={state} />,
  },
  {
    id: 'message',
    header: t('dep-results.message'),
    width: 280,
    wide: true,
    cell: ({ message }) => (
      <Text size="sm" truncate title={message}>
        {message}
      </Text>
    ),
  },
  {
    id: 'next',
    header: t('dep-revision.next'),
    width: 120,
    wide: true,
    cell: ({ nextTryAt }) => nextTryAt && <Time at={nextTryAt} />,
  },
  {
    id: 'answer',
    header: t('dep-results.status'),
    width: 120,
    optional: true,
    cell: ({ appleStatus }) => appleStatus,
  },
  { id: 'model', header: t('dep-device.model'), width: 150, optional: true, cell: ({ model }) => model },
]
