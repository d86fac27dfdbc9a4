import { Stack } from '@mantine/core'
import type { ShownPolicyContent } from '../../src/contract/policy-content.ts'
import { t } from '../texts/t.ts'
import { Fact } from '../ui/facts.tsx'
import { CertificateNote } from './certificate-note.tsx'

type Shown = Extract<ShownPolicyContent, { kind: 'wifi' }>

export const WifiFacts = ({ content }: { content: Shown }) => (
  <>
    <Fact label={t('policy.wifi.ssid')} copy={content.ssid} />
    <Fact label={t('policy.wifi.security')}>{t(`policy.wifi.security.${content.security}`)}</Fact>
    {content.hasPassword && <Fact label={t('policy.wifi.password')}>{t('policy.profile.secret')}</Fact>}
    <Fact label={t('policy.wifi.autoJoin')}>{yes(content.autoJoin ?? true)}</Fact>
    <Fact label={t('policy.wifi.hidden')}>{yes(content.hidden ?? false)}</Fact>
    <Fact label={t('policy.wifi.randomizeMac')}>{yes(content.randomizeMac ?? true)}</Fact>
    {content.enterprise && <EnterpriseFacts enterprise={content.enterprise} />}
    <Fact label={t('policy.wifi.proxy')}>{proxyText(content.proxy)}</Fact>
  </>
)

const yes = (value: boolean): string => (value ? t('state.yes') : t('state.no'))

const EnterpriseFacts = ({ enterprise }: { enterprise: NonNullable<Shown['enterprise']> }) => (
  <>
    <Fact label={t('policy.wifi.eapTypes')}>
      {enterprise.eapTypes.map((type) => t(`policy.eap.${type}`)).join(', ')}
    </Fact>
    {enterprise.userName && <Fact label={t('policy.wifi.userName')}>{enterprise.userName}</Fact>}
    {enterprise.outerIdentity && (
      <Fact label={t('policy.wifi.outerIdentity')}>{enterprise.outerIdentity}</Fact>
    )}
    <Fact label={t('policy.wifi.trustedServerNames')}>
      {enterprise.trustedServerNames?.join(', ') || undefined}
    </Fact>
    <Fact label={t('policy.wifi.trustedCertificates')}>
      {enterprise.trustedCertificates.length > 0 ? (
        <Stack gap="xs">
          {enterprise.trustedCertificates.map((certificate, i) => (
            <CertificateNote key={i} certificate={certificate} />
          ))}
        </Stack>
      ) : undefined}
    </Fact>
    {enterprise.hasIdentity && (
      <Fact label={t('policy.wifi.identity')}>{t('policy.certificate.pkcs12.stored')}</Fact>
    )}
  </>
)

function proxyText(proxy: Shown['proxy']): string {
  if (!proxy) return t('policy.wifi.proxy.none')
  if (proxy.type === 'manual') return `${proxy.server}:${proxy.port}`
  return [t('policy.wifi.proxy.auto'), proxy.pacUrl].filter(Boolean).join(' ')
}
