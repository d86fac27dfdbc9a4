import { Button } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { t } from '../../texts/t.ts'
import { LinkButton } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import '../../requests/sheets.css'

type Props = { bulkId: string; title: string; isReady: boolean; children: ReactNode }

/** A code of a bulk enrollment to print and put up where phones are set up. */
export const PrintPage = ({ bulkId, title, isReady, children }: Props) => (
  <Page
    title={title}
    actions={
      <>
        <LinkButton className="sheets-screen" to="/bulk/$id" params={{ id: bulkId }} variant="default">
          {t('bulk.sheet.back')}
        </LinkButton>
        <Button
          className="sheets-screen"
          leftSection={<IconPrinter size={16} aria-hidden />}
          disabled={!isReady}
          onClick={() => window.print()}
        >
          {t('bulk.sheet.print')}
        </Button>
      </>
    }
  >
    {children}
  </Page>
)
