import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { t } from '../../texts/t.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { adoptProfile } from './profile-queries.ts'

/** Apple has no list of profiles: one that was defined elsewhere is found by its UUID. */
export function AdoptDialog() {
  const [opened, dialog] = useDisclosure(false)
  const [uuid, setUuid] = useState('')
  const navigate = useNavigate()
  const client = useQueryClient()
  const adoption = useMutation({
    mutationFn: () => adoptProfile(uuid),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['dep-profile'] })
      await navigate({ to: '/dep/profiles/$id', params: { id } })
    },
  })
  return (
    <>
      <Button variant="default" onClick={dialog.open}>
        {t('dep-adopt.open')}
      </Button>
      <Modal
        opened={opened}
        onClose={dialog.close}
        title={t('dep-adopt.open')}
        closeButtonProps={{ 'aria-label': t('act.close') }}
      >
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if (uuid.trim()) adoption.mutate()
          }}
        >
          <Stack gap="md">
            <Text size="sm">{t('dep-adopt.text')}</Text>
            <TextInput
              label={t('dep-profile.uuid')}
              description={t('dep-adopt.hint')}
              value={uuid}
              onChange={(event) => setUuid(event.currentTarget.value)}
              autoComplete="off"
              data-autofocus
            />
            <ErrorMessage error={adoption.error} />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={dialog.close}>
                {t('act.cancel')}
              </Button>
              <Button type="submit" loading={adoption.isPending} disabled={!uuid.trim()}>
                {t('dep-adopt.act')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  )
}
