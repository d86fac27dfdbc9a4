import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { type BulkEnrollment, BulkEnrollmentPatch } from '../../../src/contract/bulk-enrollment.ts'
import { t } from '../../texts/t.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { showFieldErrors, validateWith } from '../../ui/form.ts'
import { notifyDone } from '../../ui/notice.tsx'
import { Page, PageSkeleton } from '../../ui/page.tsx'
import { bulkOptions, changeBulk, storeBulk } from '../bulk-queries.ts'
import { type BulkStep, forgetPlace, placeLeft, rememberPlace, stepsOf } from './bulk-steps.ts'
import { ListStep } from './list-step.tsx'
import { ProfileStep, type ProfileValues } from './profile-step.tsx'
import { StepList } from './step-list.tsx'
import { TokenStep } from './token-step.tsx'

/** The set-up of a bulk enrollment that exists; leaving and coming back goes on where it was. */
export function BulkSetupPage() {
  const { id } = useParams({ from: '/shell/bulk/$id/setup' })
  const { data, error, isPending, refetch } = useQuery(bulkOptions(id))
  if (isPending) return <PageSkeleton />
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />
  return <Setup key={id} bulk={data} />
}

function Setup({ bulk }: { bulk: BulkEnrollment }) {
  const { id, name } = bulk
  const search = useSearch({ from: '/shell/bulk/$id/setup' })
  const navigate = useNavigate({ from: '/bulk/$id/setup' })
  const steps = stepsOf(bulk)
  const left = placeLeft(id)
  const wanted = search.at ?? left?.at
  const at = wanted && steps.includes(wanted) ? wanted : 'list'
  const importId = search.at ? search.import : (search.import ?? left?.import)
  useEffect(() => rememberPlace(id, { at, import: importId }), [id, at, importId])
  const go = (step: BulkStep, next: string | undefined = importId) =>
    void navigate({ search: { at: step, import: next } })
  const finish = () => {
    forgetPlace(id)
    notifyDone(t('bulk.setup.finished', { name }))
    void navigate({ to: '/bulk/$id', params: { id } })
  }
  return (
    <Page title={t('bulk.setup.title', { name })}>
      <StepList id={id} steps={steps} current={at} importId={importId} />
      {at === 'profile' && <ChangeProfile bulk={bulk} onDone={() => go('list')} />}
      {at === 'list' && (
        <ListStep
          bulk={bulk}
          importId={importId}
          onImport={(next) => void navigate({ search: { at: 'list', import: next } })}
          onBack={() => go('profile')}
          onNext={steps.includes('token') ? () => go('token') : finish}
          nextText={steps.includes('token') ? t('bulk.setup.on') : t('bulk.setup.finish')}
        />
      )}
      {at === 'token' && <TokenStep bulk={bulk} onBack={() => go('list')} onDone={finish} />}
    </Page>
  )
}

const prepare = ({ name, description, userName, attributesFollowList }: ProfileValues) => ({
  name: name.trim(),
  description: description.trim() || null,
  userName: userName.trim() || null,
  attributesFollowList,
})

function ChangeProfile({ bulk, onDone }: { bulk: BulkEnrollment; onDone: () => void }) {
  const client = useQueryClient()
  const form = useForm<ProfileValues>({
    initialValues: {
      name: bulk.name,
      description: bulk.description ?? '',
      withoutToken: bulk.withoutToken,
      userName: bulk.userName ?? '',
      attributesFollowList: bulk.attributesFollowList,
    },
    validate: validateWith(BulkEnrollmentPatch, prepare),
  })
  const save = useMutation({
    mutationFn: (values: ProfileValues) => changeBulk(bulk, prepare(values)),
    onError: (error) =>
      showFieldErrors(form, error, {
        'bulk-enrollment.already-exists': 'name',
        'user.not-found': 'userName',
      }),
    onSuccess: (changed) => {
      void storeBulk(client, changed)
      onDone()
    },
  })
  return (
    <ProfileStep
      form={form}
      isNew={false}
      error={save.error}
      busy={save.isPending}
      onSubmit={(values) => save.mutate(values)}
    />
  )
}
