import { Button, Group, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconBraces, IconPrinter, IconQrcode } from '@tabler/icons-react'
import type { BulkEnrollment } from '../../src/contract/bulk-enrollment.ts'
import type { GoogleEnrollmentToken } from '../../src/contract/google.ts'
import { formatExactTime } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { Confirm } from '../ui/confirm.tsx'
import { Fact } from '../ui/facts.tsx'
import { LinkButton } from '../ui/link.tsx'
import { Time } from '../ui/time.tsx'
import { GoogleCode } from './google-code.tsx'
import { GooglePayload } from './google-payload.tsx'
import { useMakeToken } from './use-make-token.ts'

type Props = { bulk: BulkEnrollment; token: GoogleEnrollmentToken }

/** A token at Google that holds, what is in it, and its code when somebody wants to see it. */
export function MadeToken({ bulk, token }: Props) {
  const [shown, code] = useDisclosure(false)
  const [reading, payload] = useDisclosure(false)
  const [asking, again] = useDisclosure(false)
  return (
    <>
      <TokenFacts bulk={bulk} token={token} />
      {shown && <GoogleCode bulk={bulk} token={token} />}
      <Group gap="xs">
        <Button
          variant="default"
          size="xs"
          leftSection={<IconQrcode size={14} aria-hidden />}
          aria-expanded={shown}
          onClick={code.toggle}
        >
          {shown ? t('google-token.hide') : t('google-token.show')}
        </Button>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconBraces size={14} aria-hidden />}
          onClick={payload.open}
        >
          {t('google-token.payload')}
        </Button>
        <LinkButton
          to="/bulk/$id/google"
          params={{ id: bulk.id }}
          variant="default"
          size="xs"
          leftSection={<IconPrinter size={14} aria-hidden />}
        >
          {t('google-token.print')}
        </LinkButton>
        <Button variant="default" size="xs" disabled={bulk.tokenState === 'expired'} onClick={again.open}>
          {t('google-token.again')}
        </Button>
      </Group>
      {reading && <GooglePayload bulk={bulk} token={token} onClose={payload.close} />}
      {asking && <AgainQuestion bulk={bulk} onClose={again.close} />}
    </>
  )
}

/** A minute is how far the two may be apart where nobody extended anything. */
const tolerableMs = 60_000

function TokenFacts({ bulk: { tokenExpiresAt }, token }: Props) {
  const isShorter =
    tokenExpiresAt !== null && Date.parse(tokenExpiresAt) > Date.parse(token.expiresAt) + tolerableMs
  return (
    <>
      <dl className="facts">
        <Fact label={t('google-token.value')} copy={token.value} />
        <Fact label={t('google-token.expiry')}>
          <Time at={token.expiresAt} /> · {formatExactTime(token.expiresAt)}
        </Fact>
        <Fact label={t('google-token.policy')}>
          <span className="identifier">{token.policyName}</span>
        </Fact>
        <Fact label={t('google-token.since')}>
          <Time at={token.createdAt} />
        </Fact>
      </dl>
      {isShorter && (
        <Text size="sm">{t('google-token.shorter', { when: formatExactTime(tokenExpiresAt) })}</Text>
      )}
    </>
  )
}

function AgainQuestion({ bulk, onClose }: { bulk: BulkEnrollment; onClose: () => void }) {
  const make = useMakeToken(bulk, onClose)
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('google-token.again.title', { name: bulk.name })}
      act={t('google-token.make')}
      busy={make.isPending}
      error={make.error}
      onConfirm={() => make.mutate()}
    >
      {t('google-token.again.text')}
    </Confirm>
  )
}
