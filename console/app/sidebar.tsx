import { ScrollArea } from '@mantine/core'
import { t } from '../texts/t.ts'
import { LinkNav } from '../ui/link.tsx'
import { useNavigation } from './use-navigation.ts'

export function Sidebar({ onNavigate }: { onNavigate: () => void }) {
  const navigation = useNavigation()
  return (
    <ScrollArea type="auto" scrollbarSize={6} style={{ flex: 1 }}>
      {navigation.map(({ text, entries }) => (
        <div key={text}>
          {entries[0].text !== text && (
            <div className="nav-section" id={text}>
              {t(text)}
            </div>
          )}
          <ul className="nav-list" aria-labelledby={entries[0].text === text ? undefined : text}>
            {entries.map(({ icon: Icon, ...entry }) => (
              <li key={entry.to}>
                <LinkNav
                  to={entry.to}
                  label={t(entry.text)}
                  leftSection={<Icon size={17} stroke={1.7} aria-hidden />}
                  activeOptions={{ exact: entry.to === '/', includeSearch: false }}
                  activeProps={{ active: true }}
                  onClick={onNavigate}
                />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </ScrollArea>
  )
}
