import { Button, Group } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { DepProfile } from '../../src/contract/dep.ts'
import { ReviseDepProfile } from '../../src/contract/dep-profile.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { showFieldErrors, validateWith } from '../ui/form.ts'
import { Page, PageSkeleton } from '../ui/page.tsx'
import { depProfileOptions } from './dep-queries.ts'
import { fieldsOf, type ProfileValues, valuesOf } from './profile-fields.ts'
import { JsonImport } from './profiles/json-import.tsx'
import { ProfileForm } from './profiles/profile-form.tsx'
import { ReviseCheck } from './profiles/revise-check.tsx'
import { ReviseSteps } from './profiles/revise-steps.tsx'

/** C40, W2: a change is a new version with another UUID; how many devices it touches is shown before. */
export function ReviseProfilePage() {
  const { id } = useParams({ from: '/shell/dep/profiles/$id/revise' })
  const { data, error, isPending, refetch } = useQuery(depProfileOptions(id))
  if (isPending) return <PageSkeleton />
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />
  return <ReviseWizard key={data.id} profile={data} />
}

function ReviseWizard({ profile }: { profile: DepProfile }) {
  const [checked, setChecked] = useState(false)
  const navigate = useNavigate()
  const form = useForm<ProfileValues>({
    initialValues: valuesOf(profile.fields, profile.accountId),
    validate: validateWith(ReviseDepProfile, fieldsOf),
  })
  const params = { id: profile.id }
  return (
    <Page
      title={t('dep-revise.title', { name: profile.fields.profileName })}
      description={t('dep-revise.description')}
      actions={
        !checked && <JsonImport onTake={(fields) => form.setValues(valuesOf(fields, profile.accountId))} />
      }
    >
      <ReviseSteps current={checked ? 'check' : 'change'} />
      {checked ? (
        <ReviseCheck
          profile={profile}
          fields={fieldsOf(form.values)}
          onBack={() => setChecked(false)}
          onRefused={(error) => {
            setChecked(false)
            showFieldErrors(form, error)
          }}
        />
      ) : (
        <ProfileForm form={form} fixedAccount={profile.account} onSubmit={() => setChecked(true)}>
          <Group gap="xs">
            <Button type="submit">{t('dep-revise.check')}</Button>
            <Button variant="default" onClick={() => void navigate({ to: '/dep/profiles/$id', params })}>
              {t('act.cancel')}
            </Button>
          </Group>
        </ProfileForm>
      )}
    </Page>
  )
}
