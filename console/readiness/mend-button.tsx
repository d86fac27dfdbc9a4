import { Button, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReadinessFix } from '../../src/contract/readiness.ts'
import { parseAddress } from '../app/address.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { LinkButton } from '../ui/link.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { mend } from './readiness-queries.ts'

const look = { size: 'xs', variant: 'default', mt: 6 } as const

/** Leads to where the mend is, or does it; not shown to those who may not. */
export function MendButton({ fix }: { fix: ReadinessFix }) {
  const can = useCan()
  if (!can(fix.permission)) return null
  return fix.kind === 'link' ? <MendLink fix={fix} /> : <MendAct fix={fix} />
}

function MendLink({ fix: { link, label } }: { fix: Extract<ReadinessFix, { kind: 'link' }> }) {
  const [to = '', search = ''] = link.split('?')
  return (
    <LinkButton {...look} to={to} search={parseAddress(search)}>
      {label}
    </LinkButton>
  )
}

function MendAct({ fix }: { fix: Extract<ReadinessFix, { kind: 'call' }> }) {
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: () => mend(fix),
    onSuccess: async (refusal) => {
      if (refusal === undefined) notifyDone(t('readiness.mended', { what: fix.label }))
      await Promise.all(
        ['device', 'timeline', 'dep-device', 'dep-account'].map((kind) =>
          client.invalidateQueries({ queryKey: [kind] }),
        ),
      )
    },
  })
  return (
    <>
      <Button {...look} loading={act.isPending} onClick={() => act.mutate()}>
        {fix.label}
      </Button>
      <ErrorMessage error={act.error} />
      {act.data && (
        <Text size="sm" role="alert" mt={4}>
          {act.data}
        </Text>
      )}
    </>
  )
}
