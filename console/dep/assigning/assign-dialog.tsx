import { SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { DepProfile } from '../../../src/contract/dep.ts'
import { t } from '../../texts/t.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { LinkAnchor } from '../../ui/link.tsx'
import { depProfilesOptions } from '../dep-queries.ts'
import type { Chosen } from './assign-queries.ts'
import { ChangeDialog } from './change-dialog.tsx'

type Props = { chosen: Chosen; onClose: () => void; onDone: () => void }

/** C41 to C43, W7: name a profile, see what it would do for the chosen devices, then read Apple's answers. */
export function AssignDialog({ chosen, onClose, onDone }: Props) {
  const [by, setBy] = useState<'pick' | 'paste'>('pick')
  const [picked, setPicked] = useState<string | null>(null)
  const [pasted, setPasted] = useState('')
  const [settled] = useDebouncedValue(pasted, 300)
  const uuid = isUuid(settled) ? settled.trim() : null
  return (
    <ChangeDialog
      title={t('dep-assign.title')}
      wish="assign"
      profile={by === 'pick' ? picked : uuid}
      {...{ chosen, onClose, onDone }}
    >
      <Stack gap="sm">
        <SegmentedControl
          aria-label={t('dep-assign.by')}
          value={by}
          onChange={(value) => setBy(value === 'paste' ? 'paste' : 'pick')}
          data={[
            { value: 'pick', label: t('dep-assign.pick') },
            { value: 'paste', label: t('dep-assign.paste') },
          ]}
        />
        {by === 'pick' ? (
          <ProfilePicker value={picked} onChange={setPicked} />
        ) : (
          <TextInput
            label={t('dep-assign.uuid')}
            description={t('dep-assign.uuid.hint')}
            classNames={{ input: 'identifier' }}
            value={pasted}
            onChange={(event) => setPasted(event.currentTarget.value)}
            error={settled.trim() !== '' && uuid === null && t('dep-assign.uuid.wrong')}
            autoComplete="off"
            spellCheck={false}
            data-autofocus
          />
        )}
      </Stack>
    </ChangeDialog>
  )
}

/** Apple's are 32 digits; its old simulator's are 16. */
const isUuid = (text: string) => /^([0-9A-F]{16}|[0-9A-F]{32})$/i.test(text.replaceAll(/[-\s]/g, ''))

function ProfilePicker({ value, onChange }: { value: string | null; onChange: (id: string | null) => void }) {
  const { data, error } = useQuery(depProfilesOptions)
  if (error) return <ErrorMessage error={error} />
  if (data?.length === 0)
    return (
      <Text>
        {t('dep-assign.none')} <LinkAnchor to="/dep/profiles/new">{t('dep-profiles.add')}</LinkAnchor>
      </Text>
    )
  return (
    <Select
      label={t('dep-assign.profile')}
      data={(data ?? []).map(profileOption)}
      {...{ value, onChange }}
      searchable
      data-autofocus
    />
  )
}

const profileOption = ({ id, fields, account, version }: DepProfile) => ({
  value: id,
  label: `${fields.profileName} (${version}) · ${account}`,
})
