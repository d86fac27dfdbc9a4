import { Button, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import { t } from '../texts/t.ts'

/** The end of a step: the way back, and the way on. */
export const StepFoot = ({ onBack, children }: { onBack?: () => void; children: ReactNode }) => (
  <Group justify="space-between" gap="xs" mt="md">
    {onBack ? (
      <Button variant="default" onClick={onBack}>
        {t('request-new.back')}
      </Button>
    ) : (
      <span />
    )}
    <Group gap="xs">{children}</Group>
  </Group>
)
