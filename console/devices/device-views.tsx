import { SegmentedControl } from '@mantine/core'
import { t } from '../texts/t.ts'

const views = ['all', 'pre-enrolled', 'enrolled', 'expired', 'withdrawn'] as const

/** The saved views. A view is a link like every other state of the filters. */
export const DeviceViews = ({
  status,
  onChange,
}: {
  status: string | undefined
  onChange: (status?: string) => void
}) => (
  <div style={{ overflowX: 'auto' }}>
    <SegmentedControl
      aria-label={t('devices.views')}
      data={views.map((view) => ({ value: view, label: t(`devices.view.${view}`) }))}
      value={status ?? 'all'}
      onChange={(view) => onChange(view === 'all' ? undefined : view)}
    />
  </div>
)
