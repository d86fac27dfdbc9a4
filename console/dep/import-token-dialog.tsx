import { Button, FileInput, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { importEncryptedToken } from './dep-queries.ts'

type Values = { name: string; token: File | null; certificate: File | null; privateKey: File | null }
const nothing: Values = { name: '', token: null, certificate: null, privateKey: null }

const needFile = (file: File | null) => (file ? null : t('dep-import.needed'))
const validate = {
  name: (name: string) => (name.trim() ? null : t('field.required')),
  token: needFile,
  certificate: needFile,
  privateKey: needFile,
}

/** C21: the S/MIME token, the certificate and the private key in one go. */
export function ImportTokenDialog({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate()
  const client = useQueryClient()
  const form = useForm({ initialValues: nothing, validate })
  const sending = useMutation({
    mutationFn: importEncryptedToken,
    onSuccess: async ({ id }) => {
      notifyDone(t('dep-import.done'))
      await client.invalidateQueries({ queryKey: ['dep-account'] })
      await navigate({ to: '/dep/accounts/$id', params: { id } })
    },
  })
  const submit = form.onSubmit(({ name, token, certificate, privateKey }) => {
    if (token && certificate && privateKey)
      sending.mutate({ name: name.trim(), token, certificate, privateKey })
  })
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('dep-import.title')}
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            {t('dep-import.text')}
          </Text>
          <TextInput label={t('dep-account.name')} required data-autofocus {...form.getInputProps('name')} />
          <FileInput label={t('dep-import.token')} required {...form.getInputProps('token')} />
          <FileInput label={t('dep-import.certificate')} required {...form.getInputProps('certificate')} />
          <FileInput label={t('dep-import.private-key')} required {...form.getInputProps('privateKey')} />
          <ErrorMessage error={sending.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('act.cancel')}
            </Button>
            <Button type="submit" loading={sending.isPending}>
              {t('dep-import.act')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
