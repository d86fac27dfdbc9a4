import { Button, Group, Select, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ZeroTouchEntry, ZeroTouchSetup } from '../../src/contract/google.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { ApplyPreview } from './apply-preview.tsx'
import { ApplyFrame } from './apply-frame.tsx'
import { ApplyProgress } from './apply-progress.tsx'
import { useApply } from './use-apply.ts'
import { setupsOptions, zeroTouchPreviewOptions } from './zero-touch-queries.ts'

export type ApplyProps = { entries: ZeroTouchEntry[]; onClose: () => void; onDone: () => void }

/** Which configuration, what would become of the devices with it, the deed, and what became of them. */
export function ApplyDialog({ entries, onClose, onDone }: ApplyProps) {
  const count = entries.length
  const deviceIds = entries.map(({ deviceId }) => deviceId)
  const setups = useQuery(setupsOptions)
  const [name, setName] = useState<string | null>(null)
  const setup = setups.data?.find((each) => each.name === name)
  const preview = useQuery({
    ...zeroTouchPreviewOptions({ deviceIds, configuration: name }),
    enabled: name !== null,
  })
  const { apply, done } = useApply()
  return (
    <ApplyFrame
      {...{ entries, onClose, onDone }}
      title={t('zero-touch-apply.title', { count })}
      applied={apply.data}
    >
      <SetupSelect setups={setups.data} value={name} onChange={setName} disabled={apply.isPending} />
      <div role="status">{preview.isFetching && <Text>{t('zero-touch-apply.counting')} …</Text>}</div>
      {setup && preview.data && !preview.isFetching && <ApplyPreview preview={preview.data} setup={setup} />}
      <ErrorMessage error={setups.error ?? preview.error ?? apply.error} />
      {apply.isPending && <ApplyProgress {...{ done, count }} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('act.cancel')}
        </Button>
        <Button
          loading={apply.isPending}
          disabled={!preview.data || preview.isFetching || preview.data.items.length === 0}
          onClick={() => apply.mutate({ deviceIds, configuration: name })}
        >
          {t('zero-touch-apply.act', { count: preview.data?.items.length ?? count })}
        </Button>
      </Group>
    </ApplyFrame>
  )
}

type SelectProps = {
  setups: ZeroTouchSetup[] | undefined
  value: string | null
  onChange: (name: string | null) => void
  disabled: boolean
}

function SetupSelect({ setups, ...input }: SelectProps) {
  if (setups?.length === 0) return <Text>{t('zero-touch-apply.none')}</Text>
  return (
    <Select
      label={t('zero-touch-apply.which')}
      data={(setups ?? []).map(({ name, title }) => ({ value: name, label: title }))}
      searchable
      data-autofocus
      {...input}
    />
  )
}
