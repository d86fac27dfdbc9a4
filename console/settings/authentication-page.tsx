import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Page, PageSkeleton } from '../ui/page.tsx'
import { authenticationSettingsOptions } from './authentication-queries.ts'
import { LdapCard } from './ldap-card.tsx'
import { OidcCard } from './oidc-card.tsx'
import { CreateUsersCard, PasswordsCard } from './passwords-card.tsx'

export function AuthenticationPage() {
  const { data, error, isPending, refetch } = useQuery(authenticationSettingsOptions)
  if (isPending) return <PageSkeleton />
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />
  return (
    <Page title={t('sign-on.title')} description={t('sign-on.description')}>
      <Stack gap="md" maw={760}>
        <PasswordsCard settings={data} />
        <LdapCard settings={data} />
        <OidcCard settings={data} />
        <CreateUsersCard settings={data} />
      </Stack>
    </Page>
  )
}
