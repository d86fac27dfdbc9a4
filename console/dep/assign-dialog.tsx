import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { DepDevice, DepProfile } from '../../src/contract/dep.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { LinkAnchor } from '../ui/link.tsx'
import { assignProfile, depProfilesOptions } from './dep-queries.ts'
import { DepResultTable } from './dep-result-table.tsx'

type Props = { devices: DepDevice[]; onClose: () => void; onDone: () => void }

/** C41 to C43: choose a profile, see what it means for the selected devices, then read Apple's answer for each. */
export function AssignDialog({ devices, onClose, onDone }: Props) {
  const client = useQueryClient()
  const profiles = useQuery(depProfilesOptions)
  const [profileId, setProfileId] = useState<string | null>(null)
  const profile = profiles.data?.find(({ id }) => id === profileId)
  const assign = useMutation({
    mutationFn: assignProfile,
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['dep-device'] }),
        client.invalidateQueries({ queryKey: ['dep-profile'] }),
      ]),
  })
  return (
    <Modal
      opened
      onClose={assign.data ? onDone : onClose}
      title={t('dep-assign.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      {assign.data ? (
        <DepResultTable results={assign.data} onClose={onDone} />
      ) : (
        <Stack gap="md">
          {profiles.data?.length === 0 ? (
            <Text>
              {t('dep-assign.none')} <LinkAnchor to="/dep/profiles/new">{t('dep-profiles.add')}</LinkAnchor>
            </Text>
          ) : (
            <Select
              label={t('dep-assign.profile')}
              data={(profiles.data ?? []).map(profileOption)}
              value={profileId}
              onChange={setProfileId}
              searchable
              data-autofocus
            />
          )}
          {profile && (
            <Preview
              {...{ devices, profile }}
              busy={assign.isPending}
              onAssign={(serials) => assign.mutate({ id: profile.id, serials })}
            />
          )}
          <ErrorMessage error={profiles.error ?? assign.error} />
        </Stack>
      )}
    </Modal>
  )
}

const profileOption = ({ id, fields, account, version }: DepProfile) => ({
  value: id,
  label: `${fields.profileName} (${version}) · ${account}`,
})

type PreviewProps = {
  devices: DepDevice[]
  profile: DepProfile
  busy: boolean
  onAssign: (serials: string[]) => void
}

function Preview({ devices, profile, busy, onAssign }: PreviewProps) {
  const fitting = devices.filter(({ accountId }) => accountId === profile.accountId)
  const leftOut = devices.length - fitting.length
  const replaced = fitting.filter(({ profileUuid }) => profileUuid && profileUuid !== profile.uuid).length
  return (
    <Stack gap="xs" role="status">
      <Text fw={600}>
        {t('dep-assign.preview', { profile: profile.fields.profileName, count: fitting.length })}
      </Text>
      {replaced > 0 && <Text size="sm">{t('dep-assign.replaces', { count: replaced })}</Text>}
      {leftOut > 0 && <Text size="sm">{t('dep-assign.other-account', { count: leftOut })}</Text>}
      <Group justify="flex-end">
        <Button
          loading={busy}
          disabled={fitting.length === 0}
          onClick={() => onAssign(fitting.map(({ serial }) => serial))}
        >
          {t('dep-assign.act')}
        </Button>
      </Group>
    </Stack>
  )
}
