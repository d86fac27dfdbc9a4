import { Anchor, Code, Drawer, Stack, Title } from '@mantine/core'
import type { AuditEvent } from '../../src/contract/admin.ts'
import { t } from '../texts/t.ts'
import { Fact } from '../ui/facts.tsx'
import { Time } from '../ui/time.tsx'

type Props = {
  event: AuditEvent | undefined
  onClose: () => void
  onFilter: (filter: { actor: string } | { action: string }) => void
}

export const AuditDrawer = ({ event, onClose, onFilter }: Props) => (
  <Drawer
    opened={event !== undefined}
    onClose={onClose}
    title={event?.action}
    closeButtonProps={{ 'aria-label': t('act.close') }}
  >
    {event && (
      <Stack gap="md">
        <dl className="facts">
          <Fact label={t('audit.at')}>
            <Time at={event.at} />
          </Fact>
          <Fact label={t('audit.actor')}>
            <Anchor component="button" type="button" onClick={() => onFilter({ actor: event.actor })}>
              {event.actor}
            </Anchor>{' '}
            ({t(`actor-kind.${event.actorKind}`)})
          </Fact>
          <Fact label={t('audit.action')}>
            <Anchor component="button" type="button" onClick={() => onFilter({ action: event.action })}>
              {event.action}
            </Anchor>
          </Fact>
          <Fact label={t('audit.target')} copy={event.targetId}>
            {`${event.targetKind} ${event.targetName ?? event.targetId}`}
          </Fact>
          <Fact label={t('audit.address')} copy={event.address} />
        </dl>
        <Value title={t('audit.before')} value={event.before} />
        <Value title={t('audit.after')} value={event.after} />
      </Stack>
    )}
  </Drawer>
)

const Value = ({ title, value }: { title: string; value: unknown }) =>
  value !== null &&
  value !== undefined && (
    <section>
      <Title order={2} mb={4}>
        {title}
      </Title>
      <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {JSON.stringify(value, null, 2)}
      </Code>
    </section>
  )
