import { Button, SegmentedControl } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Page, PageSkeleton } from '../ui/page.tsx'
import { waysOptions } from './google-queries.ts'
import { NewSetupDialog } from './new-setup-dialog.tsx'
import { NotSetUp } from './not-set-up.tsx'
import { ZeroTouchDevices } from './zero-touch-devices.tsx'
import { ZeroTouchSetups } from './zero-touch-setups.tsx'

/** Devices that a reseller has claimed, and the configurations they can get. */
export function ZeroTouchPage() {
  const { data, error, refetch } = useQuery(waysOptions)
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />
  if (!data) return <PageSkeleton />
  if (data.zeroTouch) return <ZeroTouch />
  return (
    <Page title={t('zero-touch.title')}>
      <NotSetUp way="zero-touch" />
    </Page>
  )
}

const sections = ['devices', 'configurations'] as const

function ZeroTouch() {
  const { at = 'devices' } = useSearch({ from: '/shell/google/zero-touch' })
  const navigate = useNavigate({ from: '/google/zero-touch' })
  const mayWrite = useCan()('bulk-enrollment:write')
  const [creating, create] = useDisclosure(false)
  const add = mayWrite && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={create.open}>
      {t('zero-touch-setups.new')}
    </Button>
  )
  const show = (section: string) =>
    void navigate({ search: { at: sections.find((each) => each === section) }, replace: true })
  return (
    <Page title={t('zero-touch.title')} description={t('zero-touch.description')} actions={add}>
      <div>
        <SegmentedControl
          aria-label={t('zero-touch.shown')}
          data={sections.map((value) => ({ value, label: t(`zero-touch.${value}`) }))}
          value={at}
          onChange={show}
        />
      </div>
      {at === 'devices' ? <ZeroTouchDevices /> : <ZeroTouchSetups add={add} />}
      {creating && <NewSetupDialog onClose={create.close} />}
    </Page>
  )
}
