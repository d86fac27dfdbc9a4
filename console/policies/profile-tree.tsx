import { Paper, Stack, Text } from '@mantine/core'
import type { ProfileNode, ProfilePayload, ProfileReading } from '../../src/contract/policy-file.ts'
import { t } from '../texts/t.ts'
import { Fact } from '../ui/facts.tsx'
import './profile-tree.css'

/** A profile: what it is, and each payload with its values. */
export const ProfileTree = ({ profile }: { profile: ProfileReading }) => (
  <Stack gap="md">
    <dl className="facts">
      <Fact label={t('policy.name')}>{profile.displayName}</Fact>
      <Fact label={t('policy.profile.identifier')} copy={profile.identifier} />
      <Fact label={t('policy.profile.organization')}>{profile.organization}</Fact>
      <Fact label={t('policy.profile.signer')}>
        {profile.signer ? profile.signer.subject : t('policy.profile.unsigned')}
      </Fact>
      <Fact label={t('policy.profile.size')}>{t('policy.profile.bytes', { count: profile.size })}</Fact>
      <Fact label={t('policy.profile.removal')}>
        {profile.removalDisallowed ? t('policy.profile.removal.no') : t('policy.profile.removal.yes')}
      </Fact>
    </dl>
    <Stack
      gap="sm"
      component="ul"
      m={0}
      p={0}
      style={{ listStyle: 'none' }}
      aria-label={t('policy.profile.payloads')}
    >
      {profile.payloads.map((payload, index) => (
        <li key={index}>
          <Payload payload={payload} isOpen={profile.payloads.length <= 3} />
        </li>
      ))}
    </Stack>
  </Stack>
)

const Payload = ({ payload, isOpen }: { payload: ProfilePayload; isOpen: boolean }) => (
  <Paper withBorder p="sm">
    <details open={isOpen}>
      <summary>
        <strong>{payload.title ?? t('policy.profile.unknown')}</strong>{' '}
        <span className="identifier profile-note">{payload.type}</span>
      </summary>
      <Text size="sm" c="dimmed" mt="xs">
        {[payload.displayName, payload.platforms?.join(', ')].filter(Boolean).join(' · ')}
      </Text>
      <Nodes nodes={payload.keys} supervised={payload.supervisedOnly} />
    </details>
  </Paper>
)

const Nodes = ({ nodes, supervised = [] }: { nodes: ProfileNode[]; supervised?: string[] }) => (
  <ul className="profile-tree">
    {nodes.map((node) => (
      <li key={node.key}>
        <Node node={node} isSupervised={supervised.includes(node.key)} />
      </li>
    ))}
  </ul>
)

function Node({ node, isSupervised }: { node: ProfileNode; isSupervised: boolean }) {
  const head = (
    <>
      <span className="profile-key">{node.key}</span>{' '}
      <span className={node.value === null ? 'profile-note' : 'profile-value'}>{valueText(node)}</span>
      {isSupervised && <span className="profile-note"> ({t('policy.restrictions.supervised')})</span>}
    </>
  )
  if (node.children.length === 0) return head
  return (
    <details open={node.children.length <= 20}>
      <summary>{head}</summary>
      <Nodes nodes={node.children} />
    </details>
  )
}

function valueText({ type, value, secret, size }: ProfileNode): string {
  if (secret) return t('policy.profile.secret')
  if (type === 'data') return t('policy.profile.data', { count: size })
  if (type === 'dict' || type === 'array') return t('policy.profile.entries', { count: size })
  if (type === 'boolean') return value === 'true' ? t('state.yes') : t('state.no')
  return value ?? ''
}
