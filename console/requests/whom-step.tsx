import { Button, Radio, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { namesOptions } from '../devices/device-queries.ts'
import { t } from '../texts/t.ts'
import type { StepProps } from './new-request-page.tsx'
import type { RequestDraft } from './request-draft.ts'
import { StepFoot } from './step-foot.tsx'

type Choice = RequestDraft['choice']
type Kind = 'users' | 'organization' | 'domain' | 'group' | 'tag' | 'devices'

/** H11, H21: who is to get a request, by name or all of something. */
export function WhomStep({ draft, onChange, onGo }: StepProps) {
  const [kind, setKind] = useState(kindOf(draft.choice))
  const [choice, setChoice] = useState(draft.choice)
  const [missing, setMissing] = useState(false)
  const devices = draft.choice.deviceIds
  const kinds: Kind[] = [...(devices ? (['devices'] as const) : []), ...ways]
  const next = () => {
    const only = onlyOf(choice, kind)
    if (!Object.values(only).some((given) => given?.length)) return setMissing(true)
    onChange({ choice: only, except: [] })
    onGo('how')
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        next()
      }}
    >
      <Stack gap="md">
        <Text c="dimmed">{t('request-new.whom.lead')}</Text>
        <Radio.Group
          label={t('request-new.whom.kind')}
          value={kind}
          onChange={(value) => {
            setKind(kinds.find((known) => known === value) ?? 'users')
            setMissing(false)
          }}
        >
          <Stack gap="xs" mt="xs">
            {kinds.map((each) => (
              <Radio
                key={each}
                value={each}
                label={
                  each === 'devices'
                    ? t('request-new.whom.devices', { count: devices?.length ?? 0 })
                    : t(`request-new.whom.${each}`)
                }
              />
            ))}
          </Stack>
        </Radio.Group>
        <ChoiceInput
          kind={kind}
          choice={choice}
          onChange={setChoice}
          error={missing && t('request-new.whom.missing')}
        />
        <StepFoot>
          <Button type="submit">{t('request-new.next')}</Button>
        </StepFoot>
      </Stack>
    </form>
  )
}

const ways = ['users', 'organization', 'domain', 'group', 'tag'] as const

function kindOf({ deviceIds, organization, domain, group, tag }: Choice): Kind {
  if (deviceIds) return 'devices'
  if (organization) return 'organization'
  if (domain) return 'domain'
  return group ? 'group' : tag ? 'tag' : 'users'
}

const onlyOf = (choice: Choice, kind: Kind): Choice => {
  if (kind === 'users') return { userNames: choice.userNames }
  if (kind === 'devices') return { deviceIds: choice.deviceIds }
  return { [kind]: choice[kind] }
}

type InputProps = {
  kind: Kind
  choice: Choice
  onChange: (choice: Choice) => void
  error: string | false
}

function ChoiceInput({ kind, choice, onChange, error }: InputProps) {
  if (kind === 'devices') return null
  if (kind === 'users')
    return (
      <Textarea
        label={t('request-new.whom.users')}
        description={t('request-new.whom.users.hint')}
        autosize
        minRows={3}
        maxRows={12}
        error={error}
        defaultValue={choice.userNames?.join('\n')}
        onChange={(event) => onChange({ ...choice, userNames: namesIn(event.currentTarget.value) })}
      />
    )
  if (kind === 'domain')
    return (
      <TextInput
        label={t('request-new.whom.domain')}
        description={t('request-new.whom.domain.hint')}
        error={error}
        value={choice.domain ?? ''}
        onChange={(event) => onChange({ ...choice, domain: event.currentTarget.value })}
      />
    )
  return <NameSelect {...{ kind, choice, onChange, error }} />
}

const paths = { organization: 'organizations', group: 'groups', tag: 'tags' } as const

function NameSelect({ kind, choice, onChange, error }: InputProps & { kind: keyof typeof paths }) {
  const { data } = useQuery(namesOptions(paths[kind]))
  return (
    <Select
      label={t(`request-new.whom.${kind}`)}
      data={data ?? []}
      searchable
      error={error}
      value={choice[kind] ?? null}
      onChange={(name) => onChange({ ...choice, [kind]: name ?? undefined })}
    />
  )
}

const namesIn = (text: string): string[] => [
  ...new Set(
    text
      .split(/[\n,;]/)
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  ),
]
