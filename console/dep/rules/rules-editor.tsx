import { Button, Grid, Group, Paper, Radio, Stack, Text, Title, VisuallyHidden } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { AssignmentRules } from '../../../src/contract/dep-assignment.ts'
import { useCan } from '../../session/use-session.ts'
import { t } from '../../texts/t.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { notifyDone } from '../../ui/notice.tsx'
import { depProfilesOptions } from '../dep-queries.ts'
import { ApplyRules } from './apply-rules.tsx'
import { RuleCard } from './rule-card.tsx'
import { RulesPreview } from './rules-preview.tsx'
import {
  type Draft,
  type DraftRule,
  draftOf,
  faultsOf,
  isSame,
  moveRule,
  newRule,
  sentOf,
} from './rules-draft.ts'
import { rulesOptions, saveRules } from './rules-queries.ts'
import { useRulesPreview } from './use-rules-preview.ts'

type Props = { accountId: string; saved: AssignmentRules; onDirty: (dirty: boolean) => void }

/** The whole list is edited and saved at once; what it would do is counted meanwhile. */
export function RulesEditor({ accountId, saved, onDirty }: Props) {
  const client = useQueryClient()
  const mayWrite = useCan()('dep.token:write')
  const [draft, setDraft] = useState(() => draftOf(saved))
  const [open, setOpen] = useState<number>()
  const [moved, setMoved] = useState('')
  const [tried, setTried] = useState(false)
  const profiles = useProfileOptions(accountId)
  const faults = faultsOf(draft)
  const isValid = Object.keys(faults).length === 0
  const preview = useRulesPreview(accountId, draft, isValid)
  const dirty = !isSame(draft, draftOf(saved))
  const change = (next: Draft) => {
    setDraft(next)
    onDirty(!isSame(next, draftOf(saved)))
  }
  const setRules = (rules: DraftRule[]) => change({ ...draft, rules })
  const save = useMutation({
    mutationFn: () => saveRules({ accountId, rules: sentOf(draft), before: saved }),
    onSuccess: (rules) => {
      onDirty(false)
      notifyDone(t('rules.saved'))
      client.setQueryData(rulesOptions(accountId).queryKey, rules)
    },
  })
  const add = () => {
    const rule = newRule(t('rule.new-name', { number: draft.rules.length + 1 }), profiles[0]?.value ?? null)
    setRules([...draft.rules, rule])
    setOpen(rule.key)
  }
  const move = (index: number, step: -1 | 1) => {
    setRules(moveRule(draft.rules, index, step))
    const { name } = draft.rules[index]!
    setMoved(t('rule.moved', { name, position: index + step + 1, count: draft.rules.length }))
  }
  return (
    <Grid>
      <Grid.Col span={{ base: 12, lg: 7 }}>
        <Stack gap="md">
          <Stack
            gap="xs"
            component="ol"
            m={0}
            p={0}
            style={{ listStyle: 'none' }}
            aria-label={t('rules.list')}
          >
            {draft.rules.map((rule, index) => (
              <RuleCard
                key={rule.key}
                {...{ rule, index, profiles, mayWrite }}
                count={draft.rules.length}
                numbers={preview.data?.rules[index]}
                faults={tried || open !== rule.key ? faults : {}}
                isOpen={open === rule.key}
                onOpen={() => setOpen(open === rule.key ? undefined : rule.key)}
                onChange={(next) => setRules(draft.rules.with(index, next))}
                onMove={(step) => move(index, step)}
                onDelete={() => setRules(draft.rules.toSpliced(index, 1))}
              />
            ))}
          </Stack>
          {draft.rules.length === 0 && <Text c="dimmed">{t('rules.empty')}</Text>}
          <VisuallyHidden role="status">{moved}</VisuallyHidden>
          {mayWrite && (
            <Group>
              <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={add}>
                {t('rules.add')}
              </Button>
            </Group>
          )}
          <Fallback {...{ draft, saved, mayWrite }} onChange={(fallback) => change({ ...draft, fallback })} />
          <ErrorMessage error={save.error} />
          {mayWrite && (
            <Group gap="sm">
              <Button
                loading={save.isPending}
                disabled={!dirty}
                onClick={() => {
                  setTried(true)
                  if (isValid) save.mutate()
                }}
              >
                {t('rules.save')}
              </Button>
              <Button variant="default" disabled={!dirty} onClick={() => change(draftOf(saved))}>
                {t('rules.discard')}
              </Button>
              {dirty && (
                <Text size="sm" c="dimmed" role="status">
                  {t('rules.dirty')}
                </Text>
              )}
            </Group>
          )}
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 5 }}>
        <Paper withBorder p="md" component="section" aria-label={t('rules.preview')}>
          <Stack gap="md">
            <Title order={2}>{t('rules.preview')}</Title>
            <RulesPreview {...{ draft, isValid }} query={preview} />
            <ApplyRules {...{ accountId, dirty }} numbers={preview.data} />
          </Stack>
        </Paper>
      </Grid.Col>
    </Grid>
  )
}

function useProfileOptions(accountId: string) {
  const { data } = useQuery(depProfilesOptions)
  return (data ?? [])
    .filter((profile) => profile.accountId === accountId)
    .map(({ id, version, fields }) => ({ value: id, label: `${fields.profileName} (${version})` }))
}

type FallbackProps = {
  draft: Draft
  saved: AssignmentRules
  mayWrite: boolean
  onChange: (fallback: Draft['fallback']) => void
}

const Fallback = ({ draft, saved: { defaultProfile }, mayWrite, onChange }: FallbackProps) => (
  <Radio.Group
    label={t('rules.fallback')}
    value={draft.fallback}
    onChange={(value) => onChange(value === 'none' ? 'none' : 'default-profile')}
    readOnly={!mayWrite}
  >
    <Stack gap={6} mt={6}>
      <Radio
        value="default-profile"
        disabled={!mayWrite}
        label={
          defaultProfile
            ? t('rules.fallback.default', { profile: `${defaultProfile.name} (${defaultProfile.version})` })
            : t('rules.fallback.default.none')
        }
      />
      <Radio value="none" disabled={!mayWrite} label={t('rules.fallback.none')} />
    </Stack>
  </Radio.Group>
)
