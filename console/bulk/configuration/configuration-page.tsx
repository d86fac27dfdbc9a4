import { Button, Group, Stack, Switch } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { z } from 'zod'
import type { AndroidCatalogue, BulkConfigurationAnswer } from '../../../src/contract/bulk-configuration.ts'
import type { BulkEnrollment } from '../../../src/contract/bulk-enrollment.ts'
import { ApiError } from '../../api/api-error.ts'
import { useCan } from '../../session/use-session.ts'
import { t } from '../../texts/t.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { notifyDone } from '../../ui/notice.tsx'
import { Page, PageSkeleton } from '../../ui/page.tsx'
import { AgentFields } from './agent-fields.tsx'
import {
  bulkOptions,
  catalogueOptions,
  configurationOptions,
  readBulksAgain,
  saveConfiguration,
} from '../bulk-queries.ts'
import { type ConfigurationDraft, faultsOf, toConfiguration, toDraft } from './configuration-draft.ts'
import { ConfigurationSize } from './configuration-size.tsx'
import { ExtraFields } from './extra-fields.tsx'
import { KeyFields } from './key-fields.tsx'
import { type Complaints, complaintsOf, focusComplaint } from './complaints.ts'

type Answer = z.infer<typeof BulkConfigurationAnswer>
type Catalogue = z.infer<typeof AndroidCatalogue>

/** I43: what the QR code says, in three groups, and the agent it is for. */
export function ConfigurationPage() {
  const { id } = useParams({ from: '/shell/bulk/$id/configuration' })
  const bulk = useQuery(bulkOptions(id))
  const answer = useQuery(configurationOptions(id))
  const catalogue = useQuery(catalogueOptions)
  const error = bulk.error ?? answer.error ?? catalogue.error
  if (error) return <ErrorMessage error={error} />
  if (!bulk.data || !answer.data || !catalogue.data) return <PageSkeleton />
  return (
    <Page
      title={t('bulk.configuration.title', { name: bulk.data.name })}
      description={t('bulk.configuration.lead')}
    >
      <ConfigurationForm bulk={bulk.data} answer={answer.data} catalogue={catalogue.data} />
    </Page>
  )
}

type Props = { bulk: BulkEnrollment; answer: Answer; catalogue: Catalogue }

function ConfigurationForm({ bulk: { id }, answer, catalogue }: Props) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const mayWrite = useCan()('bulk-enrollment:write')
  const [draft, setDraft] = useState(() => toDraft(answer.configuration))
  const [faults, setFaults] = useState<Complaints>()
  const save = useMutation({
    mutationFn: () => saveConfiguration(id, toConfiguration(draft)),
    onError: (error) => show(complaintsOf(error instanceof ApiError ? (error.problem.errors ?? []) : [])),
    onSuccess: async (saved) => {
      setFaults(undefined)
      setDraft(toDraft(saved.configuration))
      client.setQueryData(configurationOptions(id).queryKey, saved)
      notifyDone(t('bulk.configuration.saved'))
      await readBulksAgain(client)
      if (saved.findings.length === 0) await navigate({ to: '/bulk/$id', params: { id } })
    },
  })
  const show = (complaints: Complaints) => {
    setFaults(complaints)
    focusComplaint()
  }
  const submit = () => {
    const wrong = faultsOf(draft)
    if (wrong.length > 0) show(complaintsOf(wrong))
    else save.mutate()
  }
  const complaints = faults ?? complaintsOf(answer.findings)
  const parts = {
    draft,
    onChange: (some: Partial<ConfigurationDraft>) => setDraft({ ...draft, ...some }),
    complaints,
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <Stack gap="md" maw={860}>
        <ConfigurationSize answer={answer} />
        <AgentFields {...parts} agents={catalogue.agents} />
        <KeyFields {...parts} group="productKeys" />
        <ExtraFields {...parts} extras={catalogue.extras} />
        <KeyFields {...parts} group="customKeys" />
        <Switch
          label={t('bulk.compact')}
          description={t('bulk.compact.hint')}
          checked={draft.compact}
          onChange={(event) => parts.onChange({ compact: event.currentTarget.checked })}
        />
        <ErrorMessage error={save.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={() => void navigate({ to: '/bulk/$id', params: { id } })}>
            {t('act.cancel')}
          </Button>
          {mayWrite && (
            <Button type="submit" loading={save.isPending}>
              {t('bulk.configuration.update')}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  )
}
