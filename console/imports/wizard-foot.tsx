import { Group } from '@mantine/core'
import { IconArrowLeft, IconArrowRight } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { t } from '../texts/t.ts'
import { LinkButton } from '../ui/link.tsx'
import type { ImportStep } from './import-steps.ts'

/** The end of a step: the way back, and the way on. */
export const WizardFoot = ({ back, children }: { back?: ReactNode; children?: ReactNode }) => (
  <div className="wizard-foot">
    <Group justify="space-between" gap="xs">
      {back ?? <span />}
      <Group gap="xs" justify="flex-end">
        {children}
      </Group>
    </Group>
  </div>
)

export const BackTo = ({ id, step }: { id: string; step: ImportStep }) => (
  <LinkButton
    from="/imports/$id"
    to="/imports/$id"
    params={{ id }}
    search={(old) => ({ ...old, step })}
    variant="default"
    leftSection={<IconArrowLeft size={16} aria-hidden />}
    aria-label={t('import.back.to', { step: t(`import.step.${step}`) })}
  >
    {t('import.back')}
  </LinkButton>
)

export const OnTo = ({ id, step }: { id: string; step: ImportStep }) => (
  <LinkButton
    from="/imports/$id"
    to="/imports/$id"
    params={{ id }}
    search={(old) => ({ ...old, step })}
    rightSection={<IconArrowRight size={16} aria-hidden />}
  >
    {t('import.next', { step: t(`import.step.${step}`) })}
  </LinkButton>
)
