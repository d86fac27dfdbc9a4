import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { type Policy, PolicyPatch } from '../../src/contract/policy.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { Page, PageSkeleton } from '../ui/page.tsx'
import { PolicyFormView } from './policy-form.tsx'
import { changePolicy, policyOptions, storePolicy } from './policy-queries.ts'
import { policyPatchOf, type PolicyValues, valuesOf } from './policy-values.ts'
import { TouchNote } from './touch-note.tsx'
import { showPolicyErrors, usePolicyForm } from './use-policy-form.ts'

export function EditPolicyPage() {
  const { id } = useParams({ from: '/shell/policies/$id/edit' })
  const { data, error, isPending } = useQuery(policyOptions(id))
  if (isPending) return <PageSkeleton />
  if (error) return <ErrorMessage error={error} />
  return (
    <Page title={t('policy.edit.title', { name: data.name })} description={t(`policy-kind.${data.kind}`)}>
      <EditForm policy={data} />
    </Page>
  )
}

function EditForm({ policy }: { policy: Policy }) {
  const navigate = useNavigate()
  const client = useQueryClient()
  // The values it started from, so that a refresh behind the form does not turn into a change.
  const [read] = useState(policy)
  const [before] = useState(() => valuesOf(policy))
  const patchOf = (values: PolicyValues) => policyPatchOf(before, values)
  const form = usePolicyForm(before, PolicyPatch, patchOf)
  const toPolicy = () => navigate({ to: '/policies/$id', params: { id: policy.id } })
  const save = useMutation({
    mutationFn: (values: PolicyValues) => changePolicy(read, patchOf(values)),
    onSuccess: async (changed) => {
      notifyDone(t('policy.saved', { name: changed.name }))
      await storePolicy(client, changed)
      await toPolicy()
    },
    onError: (error) => showPolicyErrors(form, error),
  })
  const { groups, templates } = form.values
  return (
    <PolicyFormView
      form={form}
      error={save.error}
      busy={save.isPending}
      onSubmit={(values) => save.mutate(values)}
      onCancel={() => void toPolicy()}
    >
      <TouchNote
        groups={groups.filter((name) => !before.groups.includes(name))}
        templates={templates.filter((name) => !before.templates.includes(name))}
        lost={[...before.groups, ...before.templates].filter(
          (name) => !groups.includes(name) && !templates.includes(name),
        )}
        given={read.devices.given}
        changes={patchOf(form.values).content !== undefined}
      />
    </PolicyFormView>
  )
}
