import { Anchor, Button, Group, Paper, Radio, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ApplyImport, Import } from '../../src/contract/import.ts'
import { isProblem } from '../api/api-error.ts'
import { apiAddress } from '../api/call.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { applyImport, importOptions } from './import-queries.ts'

/** So many cleared values are no slip of one row any more: the number is typed before (S17). */
const clearsToConfirm = 20

const changed = new Set(['import', 'import-row', 'device', 'user'])

/** The last step before the effect: what happens with rejects and mails, then the button with the number. */
export function ApplyBox({ of }: { of: Import }) {
  const { counts } = of
  const client = useQueryClient()
  const [choice, setChoice] = useState<ApplyImport>({ onReject: 'abort', mail: 'changed', mailExcept: [] })
  const [typed, setTyped] = useState('')
  const readAgain = () =>
    client.invalidateQueries({ predicate: ({ queryKey }) => changed.has(String(queryKey[0])) })
  const apply = useMutation({
    mutationFn: () => applyImport(of.id, choice),
    onSuccess: (applied) => {
      // The result stands at the top of the page.
      scrollTo({ top: 0 })
      client.setQueryData(importOptions(of.id).queryKey, applied)
      return readAgain()
    },
    onError: (error) => {
      if (isProblem(error, 'import.plan-outdated')) void readAgain()
    },
  })
  const rows = counts.create + counts.update
  if (rows === 0) return <Text>{t('import.apply.nothing')}</Text>
  const blocked = counts.reject > 0 && choice.onReject === 'abort'
  const mustType = counts.clear >= clearsToConfirm
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="md">
        <Title order={2}>{t('import.apply')}</Title>
        {counts.reject > 0 && <RejectChoice of={of} choice={choice} onChange={setChoice} />}
        {counts.mails > 0 && <MailChoice of={of} choice={choice} onChange={setChoice} />}
        {mustType && (
          <TextInput
            label={t('confirm.type', { text: String(counts.clear) })}
            description={t('import.clear.confirm', { count: counts.clear })}
            maw={360}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        <ErrorMessage error={apply.error} />
        <Group>
          <Button
            loading={apply.isPending}
            disabled={blocked || (mustType && typed.trim() !== String(counts.clear))}
            onClick={() => apply.mutate()}
          >
            {t('import.apply.count', { count: rows })}
          </Button>
        </Group>
      </Stack>
    </Paper>
  )
}

type ChoiceProps = { of: Import; choice: ApplyImport; onChange: (choice: ApplyImport) => void }

const RejectChoice = ({ of, choice, onChange }: ChoiceProps) => (
  <div>
    <Radio.Group
      label={t('import.rejects', { count: of.counts.reject })}
      value={choice.onReject}
      onChange={(onReject) => onChange({ ...choice, onReject: onReject === 'skip' ? 'skip' : 'abort' })}
    >
      <Stack gap="xs" mt="xs">
        <Radio value="abort" label={t('import.rejects.abort')} description={t('import.rejects.abort.hint')} />
        <Radio value="skip" label={t('import.rejects.skip')} />
      </Stack>
    </Radio.Group>
    <Anchor href={apiAddress(`/imports/${of.id}/rejects.csv`)} download mt="xs" display="inline-block">
      {t('import.rejects.download')}
    </Anchor>
  </div>
)

const mailChoices = ['changed', 'all', 'none'] as const

const MailChoice = ({ of, choice, onChange }: ChoiceProps) => (
  <Radio.Group
    label={t('import.mail')}
    description={t('import.mails', { count: of.counts.mails })}
    value={choice.mail}
    onChange={(value) =>
      onChange({ ...choice, mail: mailChoices.find((mail) => mail === value) ?? 'changed' })
    }
  >
    <Stack gap="xs" mt="xs">
      {mailChoices.map((mail) => (
        <Radio key={mail} value={mail} label={t(`import.mail.${mail}`)} />
      ))}
    </Stack>
  </Radio.Group>
)
