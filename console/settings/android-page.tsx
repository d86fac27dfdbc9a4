import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { CodeSettingsCard } from '../device-code/code-settings-card.tsx'
import { codeSettingsOptions } from '../device-code/device-code-queries.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Page, PageSkeleton } from '../ui/page.tsx'
import { googleSettingsOptions, headwindSettingsOptions } from './android-queries.ts'
import { GoogleCard } from './google-card.tsx'
import { HeadwindCard } from './headwind-card.tsx'
import { ManufacturerCard } from './manufacturer-card.tsx'
import { enrollmentSettingsOptions } from './settings-queries.ts'

export function AndroidSettingsPage() {
  const headwind = useQuery(headwindSettingsOptions)
  const google = useQuery(googleSettingsOptions)
  const codes = useQuery(codeSettingsOptions)
  const enrollment = useQuery(enrollmentSettingsOptions)
  const failed = [headwind, google, codes, enrollment].find(({ error }) => error)
  if (failed) return <ErrorMessage error={failed.error} onRetry={() => void failed.refetch()} />
  if (!headwind.data || !google.data || !codes.data || !enrollment.data) return <PageSkeleton />
  return (
    <Page title={t('android-settings.title')} description={t('android-settings.description')}>
      <Stack gap="md" maw={760}>
        <CodeSettingsCard settings={codes.data} />
        <ManufacturerCard settings={enrollment.data} />
        <HeadwindCard settings={headwind.data} />
        <GoogleCard settings={google.data} />
      </Stack>
    </Page>
  )
}
