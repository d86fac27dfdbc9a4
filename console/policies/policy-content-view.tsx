import { Paper, Skeleton, Stack, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Policy } from '../../src/contract/policy.ts'
import type { ShownPolicyContent } from '../../src/contract/policy-content.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Fact, FactGroup } from '../ui/facts.tsx'
import { CertificateNote } from './certificate-note.tsx'
import { passcodeNumbers } from './passcode-values.ts'
import { profileOfPolicyOptions, restrictionsOptions } from './policy-queries.ts'
import { ProfileFindings } from './profile-findings.tsx'
import { ProfileTree } from './profile-tree.tsx'
import { WifiFacts } from './wifi-facts.tsx'

/** What the policy holds, in the words of its form. */
export function PolicyContentView({ policy }: { policy: Policy }) {
  if (policy.content.kind === 'configuration-profile') return <UploadedProfile policy={policy} />
  return <FactGroup title={t('policy.content')}>{factsOf(policy.content)}</FactGroup>
}

function UploadedProfile({ policy }: { policy: Policy }) {
  const { data, error, isPending } = useQuery(profileOfPolicyOptions(policy))
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="md">
        <Title order={2}>{t('policy.content')}</Title>
        <ErrorMessage error={error} />
        {isPending && <Skeleton h={160} />}
        {data && data.findings.length > 0 && <ProfileFindings profile={data} />}
        {data && <ProfileTree profile={data} />}
      </Stack>
    </Paper>
  )
}

type Content = Exclude<ShownPolicyContent, { kind: 'configuration-profile' }>
type Of<K extends Content['kind']> = Extract<Content, { kind: K }>

function factsOf(content: Content): ReactNode {
  if (content.kind === 'passcode') return <PasscodeFacts content={content} />
  if (content.kind === 'wifi') return <WifiFacts content={content} />
  if (content.kind === 'restrictions') return <RestrictionFacts content={content} />
  if (content.kind === 'web-clip') return <WebClipFacts content={content} />
  if (content.kind === 'app') return <AppFacts content={content} />
  return <CertificateFacts content={content} />
}

const CertificateFacts = ({ content: { fileName, certificate } }: { content: Of<'certificate'> }) => (
  <>
    <Fact label={t('policy.certificate.file')}>{fileName}</Fact>
    <Fact label={t('policy.certificate')}>
      <CertificateNote certificate={certificate} />
    </Fact>
  </>
)

const yesNo = (value: boolean): string => (value ? t('state.yes') : t('state.no'))

const PasscodeFacts = ({ content }: { content: Of<'passcode'> }) => (
  <>
    <Fact label={t('policy.passcode.required')}>{yesNo(content.required ?? false)}</Fact>
    <Fact label={t('policy.passcode.refuseSimple')}>{yesNo(content.allowSimple === false)}</Fact>
    <Fact label={t('policy.passcode.requireAlphanumeric')}>
      {yesNo(content.requireAlphanumeric ?? false)}
    </Fact>
    {passcodeNumbers.map(
      (name) =>
        content[name] !== undefined && (
          <Fact key={name} label={t(`policy.passcode.${name}`)}>
            {String(content[name])}
          </Fact>
        ),
    )}
  </>
)

function RestrictionFacts({ content: { values } }: { content: Of<'restrictions'> }) {
  const { data = [] } = useQuery(restrictionsOptions)
  return Object.entries(values).map(([key, value]) => {
    const known = data.find((restriction) => restriction.key === key)
    const choice = known?.type === 'choice' && known.choices.find((choice) => choice.value === value)
    const isPlain = known?.type === 'boolean'
    return (
      <Fact key={key} label={known?.label ?? key}>
        {isPlain ? yesNo(value !== known.default) : choice ? choice.label : textOf(value)}
      </Fact>
    )
  })
}

const textOf = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value))

const WebClipFacts = ({ content }: { content: Of<'web-clip'> }) => (
  <>
    <Fact label={t('policy.web-clip.label')}>{content.label}</Fact>
    <Fact label={t('policy.web-clip.url')} copy={content.url} />
    <Fact label={t('policy.web-clip.icon')}>{yesNo(content.hasIcon)}</Fact>
    <Fact label={t('policy.web-clip.removable')}>{yesNo(content.removable ?? true)}</Fact>
    <Fact label={t('policy.web-clip.fullScreen')}>{yesNo(content.fullScreen ?? false)}</Fact>
  </>
)

const AppFacts = ({ content }: { content: Of<'app'> }) => (
  <>
    <Fact label={t('policy.app.from')}>{t(`policy.app.from.${content.source.kind}`)}</Fact>
    {content.source.kind === 'app-store' ? (
      <Fact label={t('policy.app.appId')} copy={content.source.appId} />
    ) : (
      <Fact label={t('policy.app.url')} copy={content.source.url} />
    )}
    <Fact label={t('policy.app.bundleId')} copy={content.bundleId} />
    <Fact label={t('policy.app.removeWithEnrollment')}>{yesNo(content.removeWithEnrollment ?? true)}</Fact>
    <Fact label={t('policy.app.keepOutOfBackups')}>{yesNo(content.keepOutOfBackups ?? false)}</Fact>
  </>
)
