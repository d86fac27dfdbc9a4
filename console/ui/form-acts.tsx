import { Button, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import { t } from '../texts/t.ts'
import { ErrorMessage } from './error-message.tsx'

type Props = { error: Error | null; saving: boolean; onCancel: () => void; start?: ReactNode }

/** The end of a form: what went wrong, Cancel and Save; `start` stands on the other side, for what is not saving. */
export function FormActs({ error, saving, onCancel, start }: Props) {
  return (
    <>
      <ErrorMessage error={error} />
      <Group justify="space-between">
        {start ?? <span />}
        <Group gap="xs">
          <Button variant="default" onClick={onCancel}>
            {t('act.cancel')}
          </Button>
          <Button type="submit" loading={saving}>
            {t('act.save')}
          </Button>
        </Group>
      </Group>
    </>
  )
}
