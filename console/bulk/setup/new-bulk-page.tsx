import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { NewBulkEnrollment } from '../../../src/contract/bulk-enrollment.ts'
import { t } from '../../texts/t.ts'
import { showFieldErrors, validateWith } from '../../ui/form.ts'
import { Page } from '../../ui/page.tsx'
import { createBulk, storeBulk } from '../bulk-queries.ts'
import { stepsOf } from './bulk-steps.ts'
import { forgetProfile, readProfile, storeProfile } from './profile-draft.ts'
import { ProfileStep, type ProfileValues } from './profile-step.tsx'
import { StepList } from './step-list.tsx'

const prepare = ({ name, description, withoutToken, userName, attributesFollowList }: ProfileValues) => ({
  name,
  description: description.trim() || null,
  withoutToken,
  userName: userName.trim() || null,
  attributesFollowList,
})

/** I2: the first step, after which the bulk enrollment exists and the others can be left and come back to. */
export function NewBulkPage() {
  const client = useQueryClient()
  const navigate = useNavigate()
  const form = useForm<ProfileValues>({
    initialValues: readProfile(),
    validate: validateWith(NewBulkEnrollment, prepare),
    onValuesChange: storeProfile,
  })
  const create = useMutation({
    mutationFn: (values: ProfileValues) => createBulk(NewBulkEnrollment.parse(prepare(values))),
    onError: (error) =>
      showFieldErrors(form, error, {
        'bulk-enrollment.already-exists': 'name',
        'user.not-found': 'userName',
      }),
    onSuccess: async (bulk) => {
      forgetProfile()
      void storeBulk(client, bulk)
      await navigate({ to: '/bulk/$id/setup', params: { id: bulk.id }, search: { at: 'list' } })
    },
  })
  return (
    <Page title={t('bulk.new.title')}>
      <StepList steps={stepsOf(form.values)} current="profile" />
      <ProfileStep
        form={form}
        isNew
        error={create.error}
        busy={create.isPending}
        onSubmit={(values) => create.mutate(values)}
      />
    </Page>
  )
}
