import { Button, Grid, Group, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconDownload, IconPlayerPlay } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { BulkEnrollment } from '../../../src/contract/bulk-enrollment.ts'
import { GoogleTokenCard } from '../../google/token-card.tsx'
import { useCan } from '../../session/use-session.ts'
import { t } from '../../texts/t.ts'
import { DangerButton } from '../../ui/danger-button.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Message } from '../../ui/message.tsx'
import { Page, PageSkeleton } from '../../ui/page.tsx'
import { AttributesCard } from '../devices/attributes-card.tsx'
import { BulkDevices } from '../devices/bulk-devices.tsx'
import { BulkFacts } from './bulk-facts.tsx'
import { addressOf, bulkOptions } from '../bulk-queries.ts'
import { forgetPlace, placeLeft } from '../setup/bulk-steps.ts'
import { CodeCard } from '../code/code-card.tsx'
import { DeleteBulk } from '../list/delete-bulk.tsx'
import { EditBulkDialog } from './edit-bulk-dialog.tsx'
import { TokenState } from './token-state.tsx'

/** I38: one bulk enrollment, with its token, its code and its devices. */
export function BulkPage() {
  const { id } = useParams({ from: '/shell/bulk/$id' })
  const { data, error, isPending, refetch } = useQuery(bulkOptions(id))
  if (isPending) return <PageSkeleton />
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />
  return <BulkView bulk={data} />
}

function BulkView({ bulk }: { bulk: BulkEnrollment }) {
  const mayWrite = useCan()('bulk-enrollment:write')
  return (
    <Page
      title={bulk.name}
      badge={<TokenState bulk={bulk} />}
      {...(bulk.description && { description: bulk.description })}
      actions={<Acts bulk={bulk} mayWrite={mayWrite} />}
    >
      {mayWrite && <Unfinished bulk={bulk} />}
      <Grid>
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Stack gap="md">
            <BulkFacts bulk={bulk} />
            <AttributesCard bulk={bulk} />
          </Stack>
        </Grid.Col>
        {mayWrite && (
          <Grid.Col span={{ base: 12, lg: 5 }}>
            <Stack gap="md">
              <CodeCard bulk={bulk} />
              <GoogleTokenCard bulk={bulk} />
            </Stack>
          </Grid.Col>
        )}
      </Grid>
      <BulkDevices bulk={bulk} />
    </Page>
  )
}

/** The set-up was left on the way, by this browser. */
function Unfinished({ bulk: { id } }: { bulk: BulkEnrollment }) {
  const [left, setLeft] = useState(() => placeLeft(id))
  if (!left) return null
  const forget = () => {
    forgetPlace(id)
    setLeft(undefined)
  }
  return (
    <Message
      tone="info"
      icon={IconPlayerPlay}
      title={t('bulk.setup.unfinished', { step: t(`bulk.setup.${left.at}`) })}
      actions={
        <Group gap="xs">
          <Button variant="default" size="xs" onClick={forget}>
            {t('bulk.setup.forget')}
          </Button>
          <LinkButton to="/bulk/$id/setup" params={{ id }} search={left} size="xs">
            {t('bulk.setup.resume')}
          </LinkButton>
        </Group>
      }
    />
  )
}

function Acts({ bulk, mayWrite }: { bulk: BulkEnrollment; mayWrite: boolean }) {
  const navigate = useNavigate()
  const [editing, edit] = useDisclosure(false)
  const [deleting, deletion] = useDisclosure(false)
  return (
    <>
      <Button
        component="a"
        href={addressOf(bulk, 'devices.csv')}
        download
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden />}
      >
        {t('bulk.inventory')}
      </Button>
      {mayWrite && (
        <>
          <DangerButton onClick={deletion.open}>{t('bulk.delete')}</DangerButton>
          <Button variant="default" onClick={edit.open}>
            {t('act.edit')}
          </Button>
          <LinkButton to="/bulk/$id/configuration" params={{ id: bulk.id }}>
            {t('bulk.configuration')}
          </LinkButton>
        </>
      )}
      {editing && <EditBulkDialog bulk={bulk} onClose={edit.close} />}
      {deleting && (
        <DeleteBulk bulk={bulk} onClose={deletion.close} onDeleted={() => navigate({ to: '/bulk' })} />
      )}
    </>
  )
}
