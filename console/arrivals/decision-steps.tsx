import { Code, Text } from '@mantine/core'
import { IconCircleCheck, IconInfoCircle, IconCircleX } from '@tabler/icons-react'
import type { z } from 'zod'
import type { AdmissionStep } from '../../src/contract/arrival.ts'
import { t } from '../texts/t.ts'
import './decision-steps.css'

const icons = { pass: IconCircleCheck, stop: IconCircleX, note: IconInfoCircle }

/** The rules that were asked, in order, with what each saw; the one that stopped the arrival stands out. */
export const DecisionSteps = ({ steps }: { steps: z.infer<typeof AdmissionStep>[] }) => (
  <ol className="decision-steps" aria-label={t('arrival.steps')}>
    {steps.map(({ rule, verdict, text, facts }, index) => {
      const Icon = icons[verdict]
      return (
        <li key={index} data-verdict={verdict}>
          <Icon size={18} role="img" aria-label={t(`arrival.verdict.${verdict}`)} />
          <div>
            <div>{text}</div>
            <Text size="xs" c="dimmed" component="div">
              {rule}
              {Object.entries(facts)
                .filter(([, value]) => !isEmpty(value))
                .map(([name, value]) => (
                  <span key={name}>
                    {' · '}
                    {name}: <Code>{typeof value === 'string' ? value : JSON.stringify(value)}</Code>
                  </span>
                ))}
            </Text>
          </div>
        </li>
      )
    })}
  </ol>
)

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || (Array.isArray(value) && value.length === 0)
