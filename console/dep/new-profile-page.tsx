import { Button, Group } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { NewDepProfile } from '../../src/contract/dep.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { showFieldErrors, validateWith } from '../ui/form.ts'
import { notifyDone } from '../ui/notice.tsx'
import { Page, PageSkeleton } from '../ui/page.tsx'
import { createDepProfile, depAccountsOptions } from './dep-queries.ts'
import { blankProfile, newProfileOf, type ProfileValues, valuesOf } from './profile-fields.ts'
import { JsonImport } from './profiles/json-import.tsx'
import { ProfileForm } from './profiles/profile-form.tsx'
import { ownUrlOptions } from './profiles/profile-queries.ts'

/** What was left blank in the form is meant to be. */
const withoutDefaults = (values: ProfileValues): NewDepProfile => ({
  ...newProfileOf(values),
  configurationWebUrl: values.configurationWebUrl || null,
})

/** The address of this server stands in the form from the start (C37); of one account there is no choice. */
export function NewDepProfilePage() {
  const own = useQuery(ownUrlOptions)
  const accounts = useQuery(depAccountsOptions)
  if (own.isPending || accounts.isPending) return <PageSkeleton />
  const [only, ...others] = accounts.data ?? []
  const accountId = only && others.length === 0 ? only.id : null
  return <NewProfileForm initial={{ ...blankProfile, accountId, ...own.data }} />
}

function NewProfileForm({ initial }: { initial: ProfileValues }) {
  const navigate = useNavigate()
  const client = useQueryClient()
  const form = useForm<ProfileValues>({
    initialValues: initial,
    validate: validateWith(NewDepProfile, newProfileOf),
  })
  const creation = useMutation({
    mutationFn: (values: ProfileValues) => createDepProfile(withoutDefaults(values)),
    onSuccess: async ({ id, fields }) => {
      notifyDone(t('dep-profile.defined', { name: fields.profileName }))
      await client.invalidateQueries({ queryKey: ['dep-profile'] })
      await navigate({ to: '/dep/profiles/$id', params: { id } })
    },
    onError: (error) => showFieldErrors(form, error),
  })
  return (
    <Page
      title={t('dep-profile.new.title')}
      description={t('dep-profiles.description')}
      actions={<JsonImport onTake={(fields) => form.setValues(valuesOf(fields, form.values.accountId))} />}
    >
      <ProfileForm form={form} onSubmit={(values) => creation.mutate(values)}>
        <ErrorMessage error={creation.error} />
        <Group gap="xs">
          <Button type="submit" loading={creation.isPending}>
            {t('dep-profile.act')}
          </Button>
          <Button variant="default" onClick={() => void navigate({ to: '/dep/profiles' })}>
            {t('act.cancel')}
          </Button>
        </Group>
      </ProfileForm>
    </Page>
  )
}
