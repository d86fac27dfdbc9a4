import { Anchor, Group, Text } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import type { Import } from '../../src/contract/import.ts'
import { apiAddress } from '../api/call.ts'
import { t } from '../texts/t.ts'
import { LinkAnchor } from '../ui/link.tsx'
import { Message } from '../ui/message.tsx'

/** What was done, with the way to the devices and to the rows that were left out. */
export const ImportResult = ({ of, result }: { of: Import; result: NonNullable<Import['result']> }) => (
  <Message tone="good" icon={IconCheck} title={t('import.done')} role="status">
    <Text>{t('import.done.text', result)}</Text>
    <Group gap="md">
      <LinkAnchor to={of.mode === 'users' ? '/users' : '/devices'} c="inherit" td="underline">
        {of.mode === 'users' ? t('nav.users.all') : t('import.done.devices')}
      </LinkAnchor>
      {result.rejected > 0 && (
        <Anchor href={apiAddress(`/imports/${of.id}/rejects.csv`)} download c="inherit" td="underline">
          {t('import.rejects.download')}
        </Anchor>
      )}
    </Group>
  </Message>
)
