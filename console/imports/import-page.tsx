import { Grid, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { Import } from '../../src/contract/import.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { LinkButton } from '../ui/link.tsx'
import { Message } from '../ui/message.tsx'
import { Page, PageSkeleton } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { ApplyBox } from './apply-box.tsx'
import { ImportProgress } from './import-progress.tsx'
import { importOptions, isBusy } from './import-queries.ts'
import { ImportResult } from './import-result.tsx'
import { ImportRows } from './import-rows.tsx'
import { MappingBox } from './mapping-box.tsx'
import { PlanBox } from './plan-box.tsx'
import { WarningBox } from './warning-box.tsx'

/** One import from its plan to its result; leaving and coming back goes on where it was. */
export function ImportPage() {
  const { id } = useParams({ from: '/shell/imports/$id' })
  const { data, error, isPending, refetch } = useQuery(importOptions(id))
  if (isPending) return <PageSkeleton />
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />
  return (
    <Page
      title={data.fileName}
      badge={<Status kind="import" state={data.state} />}
      actions={
        <LinkButton to="/imports" variant="default">
          {t('import.again')}
        </LinkButton>
      }
    >
      <ImportView of={data} />
    </Page>
  )
}

function ImportView({ of }: { of: Import }) {
  const can = useCan()
  if (of.state === 'planning') return <ImportProgress of={of} />
  const mayApply = of.state === 'planned' && can('import:write')
  return (
    <>
      {isBusy(of) && <ImportProgress of={of} />}
      {of.state === 'failed' && (
        <Message tone="bad" icon={IconAlertTriangle} title={t('import.failed')} role="alert">
          {of.error}
        </Message>
      )}
      {of.result && <ImportResult of={of} result={of.result} />}
      <Grid>
        <Grid.Col span={{ base: 12, lg: mayApply ? 7 : 12 }}>
          <Stack gap="md">
            <PlanBox of={of} />
            <WarningBox of={of} />
          </Stack>
        </Grid.Col>
        {mayApply && (
          <Grid.Col span={{ base: 12, lg: 5 }}>
            <ApplyBox of={of} />
          </Grid.Col>
        )}
      </Grid>
      <ImportRows of={of} />
      <MappingBox of={of} />
    </>
  )
}
