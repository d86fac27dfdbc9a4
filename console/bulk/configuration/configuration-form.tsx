import { Button, Group, Stack, Switch } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useRef } from 'react'
import type { z } from 'zod'
import type { AndroidCatalogue, BulkConfigurationAnswer } from '../../../src/contract/bulk-configuration.ts'
import { useCan } from '../../session/use-session.ts'
import { t } from '../../texts/t.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { AgentFields } from './agent-fields.tsx'
import { ConfigurationConflict } from './configuration-conflict.tsx'
import { ConfigurationFindings } from './configuration-findings.tsx'
import { ConfigurationSize } from './configuration-size.tsx'
import { ExtraFields } from './extra-fields.tsx'
import { KeyFields } from './key-fields.tsx'
import { useConfigurationForm } from './use-configuration-form.ts'
import './configuration.css'

type Props = {
  id: string
  answer: z.infer<typeof BulkConfigurationAnswer>
  catalogue: z.infer<typeof AndroidCatalogue>
}

export function ConfigurationForm({ id, answer, catalogue }: Props) {
  const navigate = useNavigate()
  const mayWrite = useCan()('bulk-enrollment:write')
  const there = useRef<HTMLDivElement>(null)
  const { conflict, said, isTyped, save, submit, ...parts } = useConfigurationForm(id, answer)
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <Stack gap="md" maw={860}>
        {conflict && (
          <div ref={there} style={{ scrollMarginTop: 72 }}>
            <ConfigurationConflict {...conflict} extras={catalogue.extras} />
          </div>
        )}
        <ConfigurationFindings findings={said.findings} isTyped={isTyped} />
        <AgentFields {...parts} agents={catalogue.agents} />
        <KeyFields {...parts} group="productKeys" />
        <ExtraFields {...parts} extras={catalogue.extras} />
        <KeyFields {...parts} group="customKeys" />
        <Switch
          label={t('bulk.compact')}
          description={t('bulk.compact.hint')}
          checked={parts.draft.compact}
          onChange={(event) => parts.onChange({ compact: event.currentTarget.checked })}
        />
        <ErrorMessage error={conflict ? null : save.error} />
        <Group className="configuration-foot" justify="space-between" gap="sm">
          <ConfigurationSize qr={said.qr} isTyped={isTyped} />
          <Group gap="xs">
            <Button variant="default" onClick={() => void navigate({ to: '/bulk/$id', params: { id } })}>
              {t('act.cancel')}
            </Button>
            {conflict && (
              <Button onClick={() => there.current?.scrollIntoView()}>{t('bulk.conflict.see')}</Button>
            )}
            {mayWrite && !conflict && (
              <Button type="submit" loading={save.isPending}>
                {t('bulk.configuration.update')}
              </Button>
            )}
          </Group>
        </Group>
      </Stack>
    </form>
  )
}
