import { ActionIcon, Menu } from '@mantine/core'
import { IconDotsVertical, IconDownload, IconEye, IconPencil, IconTrash } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { BulkEnrollment } from '../../../src/contract/bulk-enrollment.ts'
import { useCan } from '../../session/use-session.ts'
import { t } from '../../texts/t.ts'
import { addressOf } from '../bulk-queries.ts'
import { DeleteBulk } from './delete-bulk.tsx'
import { EditOnlyDevice } from './edit-only-device.tsx'

/** I37 to I40: what can be done with one bulk enrollment of the list. */
export function BulkRowActs({ bulk }: { bulk: BulkEnrollment }) {
  const mayWrite = useCan()('bulk-enrollment:write')
  const [asked, ask] = useState<'edit' | 'delete'>()
  const close = () => ask(undefined)
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t('bulk.acts', { name: bulk.name })}>
            <IconDotsVertical size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            component="a"
            href={addressOf(bulk, 'devices.csv')}
            download
            leftSection={<IconDownload size={16} />}
          >
            {t('bulk.inventory')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconEye size={16} />}
            renderRoot={(props) => <Link {...props} to="/bulk/$id" params={{ id: bulk.id }} />}
          >
            {t('bulk.view')}
          </Menu.Item>
          {mayWrite && bulk.deviceCount === 1 && (
            <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => ask('edit')}>
              {t('act.edit')}
            </Menu.Item>
          )}
          {mayWrite && (
            <Menu.Item leftSection={<IconTrash size={16} />} onClick={() => ask('delete')}>
              {t('bulk.delete')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {asked === 'edit' && <EditOnlyDevice bulk={bulk} onClose={close} />}
      {asked === 'delete' && <DeleteBulk bulk={bulk} onClose={close} />}
    </>
  )
}
