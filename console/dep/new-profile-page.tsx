import { Button, Fieldset, Grid, Group, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { NewDepProfile } from '../../src/contract/dep.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { focusFirst, showFieldErrors, validateWith } from '../ui/form.ts'
import { notifyDone } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { createDepProfile } from './dep-queries.ts'
import { blankProfile, newProfileOf, type ProfileValues } from './profile-fields.ts'
import { DepartmentFields, ManagementFields, PairingFields, ServerFields } from './profile-form-fields.tsx'
import { ProfileJson } from './profile-page.tsx'
import { SkipItemsPicker } from './skip-items-picker.tsx'

/** C33 to C37: every field with its hint; what Apple will get stands beside the form. */
export function NewDepProfilePage() {
  const navigate = useNavigate()
  const client = useQueryClient()
  const form = useForm<ProfileValues>({
    initialValues: blankProfile,
    validate: validateWith(NewDepProfile, newProfileOf),
  })
  const creation = useMutation({
    mutationFn: (values: ProfileValues) => createDepProfile(newProfileOf(values)),
    onSuccess: async ({ id, fields }) => {
      notifyDone(t('dep-profile.defined', { name: fields.profileName }))
      await client.invalidateQueries({ queryKey: ['dep-profile'] })
      await navigate({ to: '/dep/profiles/$id', params: { id } })
    },
    onError: (error) => showFieldErrors(form, error),
  })
  return (
    <Page title={t('dep-profile.new.title')} description={t('dep-profiles.description')}>
      <Grid>
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <form onSubmit={form.onSubmit((values) => creation.mutate(values), focusFirst(form))} noValidate>
            <Stack gap="md">
              <Fieldset legend={t('profile.group.server')}>
                <ServerFields form={form} />
              </Fieldset>
              <Fieldset legend={t('profile.group.management')}>
                <ManagementFields form={form} />
              </Fieldset>
              <Fieldset legend={t('profile.group.department')}>
                <DepartmentFields form={form} />
              </Fieldset>
              <Fieldset legend={t('profile.group.pairing')}>
                <PairingFields form={form} />
              </Fieldset>
              <Fieldset legend={t('profile.group.skip')}>
                <SkipItemsPicker
                  value={form.values.skipSetupItems}
                  onChange={(items) => form.setFieldValue('skipSetupItems', items)}
                />
              </Fieldset>
              <ErrorMessage error={creation.error} />
              <Group gap="xs">
                <Button type="submit" loading={creation.isPending}>
                  {t('dep-profile.act')}
                </Button>
                <Button variant="default" onClick={() => void navigate({ to: '/dep/profiles' })}>
                  {t('act.cancel')}
                </Button>
              </Group>
            </Stack>
          </form>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <ProfileJson fields={newProfileOf({ ...form.values, accountId: null })} />
        </Grid.Col>
      </Grid>
    </Page>
  )
}
