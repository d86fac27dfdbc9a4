import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import type { ColumnMapping, Import } from '../../src/contract/import.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { ColumnList } from './column-list.tsx'
import { ColumnNeeds } from './column-needs.tsx'
import { HeaderProblems } from './header-problems.tsx'
import { importOptions, remapImport } from './import-queries.ts'
import { wantsLook } from './import-steps.ts'
import { givenBy, isComplete, type MappingDraft, needsOf } from './mapping-draft.ts'
import { BackTo, OnTo, WizardFoot } from './wizard-foot.tsx'

/** Choices that were not saved yet, so that looking at another step does not lose them. */
const kept = new Map<string, MappingDraft>()

/** Step two: what each column of the file becomes; what was guessed comes first. */
export function ColumnsStep({ of }: { of: Import }) {
  const can = useCan()
  const [draft, setDraft] = useState<MappingDraft>(kept.get(of.id) ?? new Map())
  const change = (next: MappingDraft) => {
    kept.set(of.id, next)
    setDraft(next)
  }
  const save = useRemap(of, () => kept.delete(of.id))
  const editable = of.state === 'planned' && can('import:write')
  return (
    <>
      <Paper withBorder p="md" component="section">
        <Stack gap="md">
          <Title order={2}>{t('import.columns.title')}</Title>
          <ColumnNeeds columns={of.mapping} draft={draft} />
          <HeaderProblems of={of} severity="error" />
          <Sections columns={of.mapping} draft={draft} onChange={editable ? change : undefined} />
          {editable && (
            <Text size="sm" c="dimmed">
              {t('import.columns.remembered')}
            </Text>
          )}
        </Stack>
      </Paper>
      <ErrorMessage error={save.error} />
      <WizardFoot back={<BackTo id={of.id} step="file" />}>
        {draft.size > 0 ? (
          <SaveColumns
            draft={draft}
            ready={isComplete(of.mapping, draft) && needsOf(of.mapping, draft).records.length > 0}
            saving={save.isPending}
            onReset={() => change(new Map())}
            onSave={() => save.mutate(draft)}
          />
        ) : (
          <OnTo id={of.id} step="check" />
        )}
      </WizardFoot>
    </>
  )
}

/** The plan is made again with the new columns, and its check is the next step. */
function useRemap(of: Import, onSaved: () => void) {
  const client = useQueryClient()
  const router = useRouter()
  const navigate = useNavigate({ from: '/imports/$id' })
  return useMutation({
    mutationFn: (draft: MappingDraft) => remapImport(of.id, givenBy(of.mapping, draft)),
    onSuccess: (planned) => {
      onSaved()
      client.setQueryData(importOptions(of.id).queryKey, planned)
      void client.invalidateQueries({ queryKey: ['import', 'list'] })
      // Who has gone elsewhere meanwhile stays there.
      if (router.state.location.pathname !== `/imports/${of.id}`) return undefined
      return navigate({ search: { step: 'check' } })
    },
  })
}

type SectionsProps = {
  columns: ColumnMapping[]
  draft: MappingDraft
  onChange: ((draft: MappingDraft) => void) | undefined
}

function Sections({ columns, ...rest }: SectionsProps) {
  const look = columns.filter(wantsLook)
  const found = columns.filter((column) => !wantsLook(column))
  const sections = [
    { title: t('import.columns.look', { count: look.length }), columns: look },
    { title: t('import.columns.found', { count: found.length }), columns: found },
  ]
  return sections
    .filter(({ columns: some }) => some.length > 0)
    .map(({ title, columns: some }) => (
      <Stack key={title} gap="xs" component="section">
        <Title order={3} size="h4">
          {title}
        </Title>
        <ColumnList label={title} columns={some} all={columns} {...rest} />
      </Stack>
    ))
}

type SaveProps = {
  draft: MappingDraft
  ready: boolean
  saving: boolean
  onReset: () => void
  onSave: () => void
}

const SaveColumns = ({ draft, ready, saving, onReset, onSave }: SaveProps) => (
  <Group gap="xs" justify="flex-end">
    <Text size="sm" c="dimmed" role="status" visibleFrom="sm">
      {t('import.columns.changed', { count: draft.size })}
    </Text>
    <Button variant="default" disabled={saving} onClick={onReset}>
      {t('import.columns.reset')}
    </Button>
    <Button
      loading={saving}
      disabled={!ready}
      onClick={onSave}
      rightSection={<IconArrowRight size={16} aria-hidden />}
    >
      {t('import.columns.save')}
    </Button>
  </Group>
)
