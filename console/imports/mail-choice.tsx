import { Button, Collapse, Group, Radio, Stack, Text, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { formatNumber } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import type { ChoiceProps } from './apply-step.tsx'
import { MailList } from './mail-list.tsx'

const choices = ['changed', 'all', 'none'] as const

/** Who gets a check-in mail (S19); of those with a new or changed address each can be left out (H30). */
export const MailChoice = ({ of, choice, onChange }: ChoiceProps) => (
  <div>
    <Radio.Group
      label={t('import.mail')}
      value={choice.mail}
      onChange={(value) => onChange({ ...choice, mail: choices.find((mail) => mail === value) ?? 'changed' })}
    >
      <Stack gap="xs" mt="xs">
        {choices.map((mail) => (
          <Radio
            key={mail}
            value={mail}
            label={
              mail === 'none'
                ? t('import.mail.none')
                : t('import.mail.choice', {
                    choice: t(`import.mail.${mail}`),
                    count: formatNumber(of.mails[mail]),
                  })
            }
          />
        ))}
      </Stack>
    </Radio.Group>
    {choice.mail === 'changed' && of.mails.changed > 0 && <Exceptions {...{ of, choice, onChange }} />}
  </div>
)

function Exceptions({ of, choice, onChange }: ChoiceProps) {
  const [opened, { toggle }] = useDisclosure(choice.mailExcept.length > 0)
  const left = choice.mailExcept.length
  const Chevron = opened ? IconChevronDown : IconChevronRight
  return (
    <Stack gap="xs" mt="sm">
      <Group gap="sm">
        <UnstyledButton onClick={toggle} aria-expanded={opened}>
          <Group gap={4}>
            <Chevron size={16} aria-hidden />
            {t('import.mail.list')}
          </Group>
        </UnstyledButton>
        {left > 0 && (
          <>
            <Text size="sm" c="dimmed" role="status">
              {t('import.mail.except', { count: left })}
            </Text>
            <Button
              variant="subtle"
              size="compact-sm"
              onClick={() => onChange({ ...choice, mailExcept: [] })}
            >
              {t('import.mail.everybody')}
            </Button>
          </>
        )}
      </Group>
      <Collapse expanded={opened}>
        {opened && (
          <MailList
            of={of}
            except={choice.mailExcept}
            onChange={(mailExcept) => onChange({ ...choice, mailExcept })}
          />
        )}
      </Collapse>
    </Stack>
  )
}
