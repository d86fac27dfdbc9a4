import { Button, Radio, Stack } from '@mantine/core'
import { t } from '../texts/t.ts'
import type { StepProps } from './new-request-page.tsx'
import { StepFoot } from './step-foot.tsx'

const channels = ['mail', 'qr', 'sms'] as const

/** H30: how the link gets to people. */
export const HowStep = ({ draft, onChange, onGo }: StepProps) => (
  <Stack gap="md">
    <Radio.Group
      label={t('request-new.how.lead')}
      value={draft.channel}
      onChange={(value) =>
        onChange({ channel: channels.find((channel) => channel === value) ?? 'mail', except: [] })
      }
    >
      <Stack gap="sm" mt="xs">
        {channels.map((channel) => (
          <Radio
            key={channel}
            value={channel}
            label={t(`request-new.how.${channel}`)}
            description={t(`request-new.how.${channel}.hint`)}
          />
        ))}
      </Stack>
    </Radio.Group>
    <StepFoot onBack={() => onGo('whom')}>
      <Button onClick={() => onGo('preview')}>{t('request-new.next')}</Button>
    </StepFoot>
  </Stack>
)
