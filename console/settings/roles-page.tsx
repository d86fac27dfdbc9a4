import { Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Role } from '../../src/contract/admin.ts'
import { useCan } from '../session/use-session.ts'
import { formatList } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Page, PageSkeleton } from '../ui/page.tsx'
import { rolesOptions } from './admin-queries.ts'
import { RoleDialog } from './role-dialog.tsx'

export function RolesPage() {
  const mayWrite = useCan()('admin:write')
  const { data, error, isPending, refetch } = useQuery(rolesOptions)
  const [open, setOpen] = useState<Role | 'new'>()
  if (isPending) return <PageSkeleton />
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />
  return (
    <Page
      title={t('roles.title')}
      count={data.length}
      actions={mayWrite && <Button onClick={() => setOpen('new')}>{t('roles.add')}</Button>}
    >
      <Stack gap="sm" maw={860}>
        {data.map((role) => (
          <RoleCard
            key={role.id}
            role={role}
            onEdit={mayWrite && !role.builtIn ? () => setOpen(role) : undefined}
          />
        ))}
      </Stack>
      {open && <RoleDialog role={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />}
    </Page>
  )
}

const RoleCard = ({ role, onEdit }: { role: Role; onEdit: (() => void) | undefined }) => (
  <Paper withBorder p="md" component="article">
    <Group justify="space-between" mb={4}>
      <Group gap="xs">
        <Title order={2}>{role.name}</Title>
        {role.builtIn && (
          <Badge variant="default" tt="none" fw={500}>
            {t('roles.built-in')}
          </Badge>
        )}
      </Group>
      {onEdit && (
        <Button variant="default" size="xs" onClick={onEdit} aria-label={`${t('act.edit')}: ${role.name}`}>
          {t('act.edit')}
        </Button>
      )}
    </Group>
    <Text size="sm">{t('roles.permissions.count', { count: role.permissions.length })}</Text>
    <Text size="sm" c="dimmed">
      {formatList(role.permissions.map((permission) => t(`permission.${permission}`)))}
    </Text>
  </Paper>
)
