import { Button, Group, Modal, NumberInput, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type BulkEnrollment, tokenDays } from '../../../src/contract/bulk-enrollment.ts'
import { formatExactTime } from '../../texts/format.ts'
import { t } from '../../texts/t.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { FormActs } from '../../ui/form-acts.tsx'
import { notifyDone } from '../../ui/notice.tsx'
import { useNow } from '../../ui/time.tsx'
import { extendToken, refreshToken, storeBulk } from '../bulk-queries.ts'

/** I23, I25: a new token, or another end of the one there is. */
export function TokenActs({ bulk }: { bulk: BulkEnrollment }) {
  const [asked, ask] = useState<'refresh' | 'extend'>()
  const close = () => ask(undefined)
  return (
    <Group gap="xs">
      <Button variant="default" size="xs" onClick={() => ask('refresh')}>
        {t('bulk.token.refresh')}
      </Button>
      <Button variant="default" size="xs" onClick={() => ask('extend')}>
        {t('bulk.token.extend')}
      </Button>
      {asked === 'refresh' && <RefreshQuestion bulk={bulk} onClose={close} />}
      {asked === 'extend' && <ExtendDialog bulk={bulk} onClose={close} />}
    </Group>
  )
}

type Props = { bulk: BulkEnrollment; onClose: () => void }

function RefreshQuestion({ bulk, onClose }: Props) {
  const client = useQueryClient()
  const refresh = useMutation({
    mutationFn: () => refreshToken(bulk),
    onSuccess: (changed) => {
      notifyDone(t('bulk.token.refreshed'))
      onClose()
      return storeBulk(client, changed)
    },
  })
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('bulk.token.refresh.title', { name: bulk.name })}
      act={t('bulk.token.refresh')}
      danger
      busy={refresh.isPending}
      error={refresh.error}
      onConfirm={() => refresh.mutate()}
    >
      {t('bulk.token.refresh.text')}
    </Confirm>
  )
}

const dayMs = 24 * 3600 * 1000

function ExtendDialog({ bulk, onClose }: Props) {
  const client = useQueryClient()
  const now = useNow()
  const [days, setDays] = useState<number | string>(tokenDays.most)
  const extend = useMutation({
    mutationFn: () => extendToken(bulk, Number(days)),
    onSuccess: (changed) => {
      notifyDone(t('bulk.token.extended', { when: formatExactTime(changed.tokenExpiresAt ?? '') }))
      onClose()
      return storeBulk(client, changed)
    },
  })
  const ends = Date.parse(bulk.tokenExpiresAt ?? '')
  // The last minutes are those between reading and pressing.
  const shortens = Number(days) >= tokenDays.least && now + Number(days) * dayMs < ends - 3_600_000
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('bulk.token.extend.title', { name: bulk.name })}
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          extend.mutate()
        }}
      >
        <Stack gap="md">
          <NumberInput
            label={t('bulk.token.extend.days')}
            description={t('bulk.token.extend.hint')}
            min={tokenDays.least}
            max={tokenDays.most}
            clampBehavior="none"
            allowDecimal={false}
            value={days}
            onChange={setDays}
            data-autofocus
          />
          <Text size="sm" role="status">
            {shortens &&
              t('bulk.token.extend.shortens', { when: formatExactTime(bulk.tokenExpiresAt ?? '') })}
          </Text>
          <FormActs error={extend.error} saving={extend.isPending} onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  )
}
