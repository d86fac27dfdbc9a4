import { Modal, MultiSelect, Stack, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { NewUser, type User, UserPatch } from '../../src/contract/user.ts'
import { namesOptions } from '../devices/device-queries.ts'
import { t } from '../texts/t.ts'
import { FormActs } from '../ui/form-acts.tsx'
import { emptyToNull, showFieldErrors, validateWith } from '../ui/form.ts'
import { notifyDone } from '../ui/notice.tsx'
import { changeUser, createUser } from './user-queries.ts'

const nobody = {
  userName: '',
  name: '',
  email: '',
  mobile: '',
  description: '',
  organizations: [] as string[],
}
type Values = typeof nobody

const newUserOf = ({ userName, organizations, ...optional }: Values) => ({
  userName,
  organizations,
  ...emptyToNull(optional),
})
const patchOf = ({ name, email, mobile, description, organizations }: Values) => ({
  ...emptyToNull({ name, email, mobile, description }),
  organizations,
})

const valuesOf = ({ userName, name, email, mobile, description, organizations }: User): Values => ({
  userName,
  name: name ?? '',
  email: email ?? '',
  mobile: mobile ?? '',
  description: description ?? '',
  organizations,
})

/** Adds a user, or changes one; the user name is the key and stays. */
export function UserDialog({ user, onClose }: { user?: User; onClose: () => void }) {
  const client = useQueryClient()
  const organizations = useQuery(namesOptions('organizations'))
  const form = useForm<Values>({
    initialValues: user ? valuesOf(user) : nobody,
    validate: user ? validateWith(UserPatch, patchOf) : validateWith(NewUser, newUserOf),
  })
  const save = useMutation({
    mutationFn: (values: Values) =>
      user ? changeUser(user, patchOf(values)) : createUser(newUserOf(values)),
    onSuccess: ({ userName }) => {
      notifyDone(t('user.saved', { name: userName }))
      onClose()
      return client.invalidateQueries({ queryKey: ['user'] })
    },
    onError: (error) => showFieldErrors(form, error, { 'user.already-exists': 'userName' }),
  })
  return (
    <Modal
      opened
      onClose={onClose}
      title={user ? t('user.edit.title', { name: user.userName }) : t('user.add.title')}
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
        <Stack gap="md">
          {!user && (
            <TextInput
              label={t('user.user-name')}
              required
              data-autofocus
              {...form.getInputProps('userName')}
            />
          )}
          <TextInput label={t('user.name')} {...form.getInputProps('name')} />
          <TextInput label={t('user.email')} type="email" {...form.getInputProps('email')} />
          <TextInput label={t('user.mobile')} type="tel" {...form.getInputProps('mobile')} />
          <MultiSelect
            label={t('user.organizations')}
            data={organizations.data ?? []}
            searchable
            {...form.getInputProps('organizations')}
          />
          <Textarea
            label={t('user.description')}
            autosize
            minRows={2}
            {...form.getInputProps('description')}
          />
          <FormActs error={save.error} saving={save.isPending} onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  )
}
