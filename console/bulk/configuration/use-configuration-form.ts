import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { z } from 'zod'
import type { BulkConfigurationAnswer } from '../../../src/contract/bulk-configuration.ts'
import { ApiError, isProblem } from '../../api/api-error.ts'
import { isSameVersion } from '../../api/call.ts'
import { useCan } from '../../session/use-session.ts'
import { t } from '../../texts/t.ts'
import { notifyDone } from '../../ui/notice.tsx'
import { configurationOptions, readBulksAgain, saveConfiguration } from '../bulk-queries.ts'
import { type Complaints, complaintsOf, focusComplaint } from './complaints.ts'
import { type ConfigurationDraft, faultsOf, toConfiguration, toDraft } from './configuration-draft.ts'
import { mergeConfigurations, otherChanges } from './merge-configurations.ts'
import { useConfigurationCheck } from './use-configuration-check.ts'

type Answer = z.infer<typeof BulkConfigurationAnswer>

/** What is typed, over what it began from; `answer` is what the server has by now, which somebody else may have changed. */
export function useConfigurationForm(id: string, answer: Answer) {
  const mayWrite = useCan()('bulk-enrollment:write')
  const [base, setBase] = useState(answer)
  const [draft, setDraft] = useState(() => toDraft(base.configuration))
  const [refused, setRefused] = useState<Complaints>()
  const startFrom = (begin: Answer, configuration = begin.configuration) => {
    setBase(begin)
    setDraft(toDraft(configuration))
    setRefused(undefined)
  }
  const { save, show } = useSaving(id, base, { draft, startFrom, setRefused })
  const wanted = toConfiguration(draft)
  const isTouched = JSON.stringify(wanted) !== JSON.stringify(toConfiguration(toDraft(base.configuration)))
  const isMoved = !save.isPending && !isSameVersion(answer, base)
  if (isMoved && !isTouched) startFrom(answer)
  const faults = faultsOf(draft)
  const check = useConfigurationCheck({
    id,
    base: isMoved ? base : answer,
    wanted,
    enabled: mayWrite && isTouched && faults.length === 0,
  })
  const three = { base: base.configuration, mine: wanted, theirs: answer.configuration }
  return {
    draft,
    onChange: (some: Partial<ConfigurationDraft>) => {
      setDraft({ ...draft, ...some })
      setRefused(undefined)
    },
    complaints: refused ?? complaintsOf([...check.said.findings, ...faults]),
    ...check,
    conflict:
      isMoved && isTouched
        ? {
            changes: otherChanges(three),
            onMerge: () => startFrom(answer, mergeConfigurations(three)),
            onDiscard: () => startFrom(answer),
          }
        : undefined,
    save,
    submit: () => (faults.length > 0 ? show(complaintsOf(faults)) : save.mutate()),
  }
}

type Form = {
  draft: ConfigurationDraft
  startFrom: (begin: Answer) => void
  setRefused: (complaints: Complaints) => void
}

/** Saved only over what it began from. */
function useSaving(id: string, base: Answer, { draft, startFrom, setRefused }: Form) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const show = (complaints: Complaints) => {
    setRefused(complaints)
    focusComplaint()
  }
  const save = useMutation({
    mutationFn: () => saveConfiguration(id, base, toConfiguration(draft)),
    onError: (error) =>
      isProblem(error, 'resource.changed')
        ? client.invalidateQueries({ queryKey: configurationOptions(id).queryKey })
        : show(complaintsOf(error instanceof ApiError ? (error.problem.errors ?? []) : [])),
    onSuccess: async (saved) => {
      client.setQueryData(configurationOptions(id).queryKey, saved)
      startFrom(saved)
      notifyDone(t('bulk.configuration.saved'))
      await readBulksAgain(client)
      if (saved.findings.length === 0) await navigate({ to: '/bulk/$id', params: { id } })
    },
  })
  return { save, show }
}
