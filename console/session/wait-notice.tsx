import { Text } from '@mantine/core'
import { IconClockPause } from '@tabler/icons-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { formatDuration } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { Message } from '../ui/message.tsx'

const secondsUntil = (until: string) => Math.max(0, Math.ceil((Date.parse(until) - Date.now()) / 1000))

/** After too many wrong passwords: counts down until the next try is allowed. */
export function WaitNotice({ until, onOver }: { until: string; onOver: () => void }) {
  const [left, setLeft] = useState(() => secondsUntil(until))
  const over = useEffectEvent(onOver)
  useEffect(() => {
    const timer = setInterval(() => {
      setLeft(secondsUntil(until))
      if (secondsUntil(until) === 0) over()
    }, 500)
    return () => clearInterval(timer)
  }, [until])
  return (
    <Message tone="warn" icon={IconClockPause} title={t('sign-in.wait')} role="alert">
      {/* Every second read out loud would be a nuisance. */}
      <Text size="sm" aria-live="off">
        {t('sign-in.wait.left', { time: formatDuration(left) })}
      </Text>
    </Message>
  )
}
