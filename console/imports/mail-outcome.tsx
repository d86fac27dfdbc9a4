import { Text } from '@mantine/core'
import { IconMail } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { Import } from '../../src/contract/import.ts'
import { MailState } from '../../src/contract/mail.ts'
import { formatList, formatNumber } from '../texts/format.ts'
import { t, tWord } from '../texts/t.ts'
import { LinkAnchor } from '../ui/link.tsx'
import { Message } from '../ui/message.tsx'
import { mailCountsOptions } from './import-queries.ts'

/** Where the check-in mails of an import stand: they leave one by one, afterwards. */
export function MailOutcome({ of }: { of: Import }) {
  const { data } = useQuery(mailCountsOptions(of))
  const states = MailState.options.filter((state) => (data?.counts[state] ?? 0) > 0)
  const total = states.reduce((sum, state) => sum + (data?.counts[state] ?? 0), 0)
  if (!data || total === 0) return null
  const parts = states.map(
    (state) => `${formatNumber(data.counts[state])} ${tWord('import.mail.state', state)}`,
  )
  return (
    <Message
      tone={data.counts.failed > 0 ? 'warn' : 'info'}
      icon={IconMail}
      title={t('import.mails', { count: total })}
      role="status"
      actions={
        <LinkAnchor to="/mails" search={{ import: of.id }} c="inherit" td="underline">
          {t('import.mail.see')}
        </LinkAnchor>
      }
    >
      <Text size="sm">{formatList(parts)}</Text>
      {data.noServer && <Text size="sm">{t('import.mail.no-server')}</Text>}
    </Message>
  )
}
