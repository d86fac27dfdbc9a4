import { IconBrandGoogle } from '@tabler/icons-react'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { Empty } from '../ui/empty.tsx'
import { LinkButton } from '../ui/link.tsx'

/** What is missing, and where it is given, or by whom. */
export function NotSetUp({ way }: { way: 'management' | 'zero-touch' }) {
  const mayChange = useCan()('settings:write')
  const act = mayChange && <LinkButton to="/settings/android">{t('google-off.act')}</LinkButton>
  return (
    <Empty icon={IconBrandGoogle} title={t(`google-off.${way}`)} action={act}>
      {t(`google-off.${way}.text`)} {!mayChange && t('google-off.ask')}
    </Empty>
  )
}
