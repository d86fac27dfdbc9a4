import { Kbd, Modal, Table } from '@mantine/core'
import { useEffect, useEffectEvent, useState } from 'react'
import { t } from '../texts/t.ts'
import { isTyping } from './keys.ts'

/** The list of keys, shown by `?`. */
export function Shortcuts() {
  const [opened, setOpened] = useState(false)
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key === '?' && !isTyping(event)) setOpened(true)
  })
  useEffect(() => {
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  const keys = [
    ['Ctrl K', t('keys.search')],
    ['/', t('keys.filter')],
    ['j', t('keys.next')],
    ['k', t('keys.previous')],
    ['x', t('keys.select')],
    ['Enter', t('keys.open')],
    ['?', t('keys.help')],
  ] as const
  return (
    <Modal
      opened={opened}
      onClose={() => setOpened(false)}
      title={t('keys.title')}
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      <Table aria-label={t('keys.title')}>
        <Table.Tbody>
          {keys.map(([key, meaning]) => (
            <Table.Tr key={key}>
              <Table.Th scope="row" w={110}>
                <Kbd>{key}</Kbd>
              </Table.Th>
              <Table.Td>{meaning}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  )
}
