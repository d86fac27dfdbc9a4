import { Checkbox, Modal, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { NewRole, type Role } from '../../src/contract/admin.ts'
import { type Permission, permissions } from '../../src/contract/permissions.ts'
import { t } from '../texts/t.ts'
import { DeleteAct } from '../ui/delete-act.tsx'
import { FormActs } from '../ui/form-acts.tsx'
import { validateWith } from '../ui/form.ts'
import { notifyDone } from '../ui/notice.tsx'
import { changeRole, createRole, deleteRole } from './admin-queries.ts'

type Values = { name: string; permissions: Permission[] }

export function RoleDialog({ role, onClose }: { role: Role | undefined; onClose: () => void }) {
  const client = useQueryClient()
  const form = useForm<Values>({
    initialValues: { name: role?.name ?? '', permissions: role?.permissions ?? [] },
    validate: validateWith(NewRole, (values) => values),
  })
  const finish = (text: string) => {
    notifyDone(text)
    onClose()
    return client.invalidateQueries({ queryKey: ['role'] })
  }
  const save = useMutation({
    mutationFn: (values: Values) => (role ? changeRole(role.id, values) : createRole(values)),
    onSuccess: ({ name }) => finish(t('roles.saved', { name })),
  })
  const remove = useMutation({
    mutationFn: (role: Role) => deleteRole(role.id),
    onSuccess: (_, { name }) => finish(t('roles.deleted', { name })),
  })
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={role ? t('roles.edit.title', { name: role.name }) : t('roles.add')}
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
        <Stack gap="md">
          <TextInput label={t('roles.name')} required data-autofocus {...form.getInputProps('name')} />
          <Checkbox.Group label={t('roles.permissions')} {...form.getInputProps('permissions')}>
            <SimpleGrid cols={{ base: 1, sm: 2 }} mt="xs" verticalSpacing="xs">
              {permissions.map((permission) => (
                <Checkbox key={permission} value={permission} label={t(`permission.${permission}`)} />
              ))}
            </SimpleGrid>
          </Checkbox.Group>
          <FormActs
            error={save.error}
            saving={save.isPending}
            onCancel={onClose}
            start={
              role && (
                <DeleteAct
                  title={t('roles.delete.title', { name: role.name })}
                  text={t('roles.delete.text')}
                  busy={remove.isPending}
                  error={remove.error}
                  onDelete={() => remove.mutate(role)}
                />
              )
            }
          />
        </Stack>
      </form>
    </Modal>
  )
}
