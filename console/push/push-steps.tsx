import { Paper, Stack, Text, Title } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { PushCertificate } from '../../src/contract/push.ts'
import { t } from '../texts/t.ts'
import { Message } from '../ui/message.tsx'
import { Step, Steps } from '../ui/steps.tsx'
import { PushRequest } from './push-request.tsx'
import { PushUpload } from './push-upload.tsx'

/** From the request to the certificate; a renewal goes the same way. */
export const PushSteps = ({ certificate }: { certificate: PushCertificate }) => (
  <Paper withBorder p="md" component="section">
    <Title order={2} mb="md">
      {certificate.topic ? t('push.renew') : t('push.get')}
    </Title>
    <Stack gap="md">
      {certificate.topic && (
        <Message tone="warn" icon={IconAlertTriangle} title={t('push.renew.warning')}>
          <Text size="sm">{t('push.renew.warning.text')}</Text>
        </Message>
      )}
      <Steps>
        <Step title={t('push.step1')}>
          <Text size="sm" c="dimmed">
            {t('push.step1.text')}
          </Text>
          <PushRequest certificate={certificate} />
        </Step>
        {(['step2', 'step3'] as const).map((step) => (
          <Step key={step} title={t(`push.${step}`)}>
            <Text size="sm" c="dimmed">
              {t(`push.${step}.text`)}
            </Text>
          </Step>
        ))}
        <Step title={t('push.step4')}>
          <Text size="sm" c="dimmed" mb="xs">
            {t('push.step4.text')}
          </Text>
          <PushUpload />
        </Step>
      </Steps>
    </Stack>
  </Paper>
)
