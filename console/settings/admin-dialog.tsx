import { Modal, PasswordInput, Select, Stack, Switch, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type Admin, AdminPatch, NewAdmin } from '../../src/contract/admin.ts'
import { t } from '../texts/t.ts'
import { DeleteAct } from '../ui/delete-act.tsx'
import { FormActs } from '../ui/form-acts.tsx'
import { showFieldErrors, validateWith } from '../ui/form.ts'
import { notifyDone } from '../ui/notice.tsx'
import { changeAdmin, createAdmin, deleteAdmin, rolesOptions } from './admin-queries.ts'

type Values = { username: string; displayName: string; role: string; password: string; disabled: boolean }

const newAdminOf = ({ username, displayName, role, password }: Values) => ({
  username,
  displayName,
  role,
  password,
})
const patchOf = ({ displayName, role, disabled, password }: Values) => ({
  displayName,
  role,
  disabled,
  ...(password && { password }),
})

/** Adds an admin, or changes one; the user name stays. */
export function AdminDialog({ admin, onClose }: { admin: Admin | undefined; onClose: () => void }) {
  const client = useQueryClient()
  const { data: roles = [] } = useQuery(rolesOptions)
  const form = useForm<Values>({
    initialValues: {
      username: admin?.username ?? '',
      displayName: admin?.displayName ?? '',
      role: admin?.role ?? '',
      password: '',
      disabled: admin?.disabled ?? false,
    },
    validate: (values) => ({
      ...(admin ? validateWith(AdminPatch, patchOf) : validateWith(NewAdmin, newAdminOf))(values),
      ...(values.role === '' && { role: t('field.required') }),
    }),
  })
  const finish = (text: string) => {
    notifyDone(text)
    onClose()
    return client.invalidateQueries({ queryKey: ['admin'] })
  }
  const save = useMutation({
    mutationFn: (values: Values) =>
      admin ? changeAdmin(admin.id, patchOf(values)) : createAdmin(newAdminOf(values)),
    onSuccess: ({ username }) => finish(t('admins.saved', { name: username })),
    onError: (error) => showFieldErrors(form, error, { 'admin.already-exists': 'username' }),
  })
  const remove = useMutation({
    mutationFn: (admin: Admin) => deleteAdmin(admin.id),
    onSuccess: (_, { username }) => finish(t('admins.deleted', { name: username })),
  })
  return (
    <Modal
      opened
      onClose={onClose}
      title={admin ? t('admins.edit.title', { name: admin.username }) : t('admins.add')}
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
        <Stack gap="md">
          {!admin && (
            <TextInput
              label={t('admins.username')}
              required
              autoComplete="off"
              {...form.getInputProps('username')}
            />
          )}
          <TextInput
            label={t('admins.display-name')}
            autoComplete="off"
            {...form.getInputProps('displayName')}
          />
          <Select
            label={t('admins.role')}
            data={roles.map(({ name }) => name)}
            required
            allowDeselect={false}
            {...form.getInputProps('role')}
          />
          <PasswordInput
            label={t('admins.password')}
            description={admin ? t('admins.password.keep') : t('admins.password.hint')}
            required={!admin}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': t('sign-in.show-password') }}
            {...form.getInputProps('password')}
          />
          {admin && (
            <Switch
              label={t('admins.disabled')}
              description={t('admins.disabled.hint')}
              {...form.getInputProps('disabled', { type: 'checkbox' })}
            />
          )}
          <FormActs
            error={save.error}
            saving={save.isPending}
            onCancel={onClose}
            start={
              admin && (
                <DeleteAct
                  title={t('admins.delete.title', { name: admin.username })}
                  text={t('admins.delete.text')}
                  busy={remove.isPending}
                  error={remove.error}
                  onDelete={() => remove.mutate(admin)}
                />
              )
            }
          />
        </Stack>
      </form>
    </Modal>
  )
}
