import { SegmentedControl } from '@mantine/core'
import type { DeviceFilters } from '../app/filters.ts'
import { t } from '../texts/t.ts'

type View = Pick<DeviceFilters, 'status' | 'ready'>

/** The saved views. A view is a link like every other state of the filters. */
const views = {
  all: {},
  'pre-enrolled': { status: 'pre-enrolled' },
  ready: { status: 'pre-enrolled', ready: 'true' },
  'not-ready': { status: 'pre-enrolled', ready: 'false' },
  enrolled: { status: 'enrolled' },
  expired: { status: 'expired' },
  withdrawn: { status: 'withdrawn' },
} as const satisfies Record<string, View>
type Name = keyof typeof views
const names = Object.keys(views) as Name[]

/** None is chosen where the address says something that no view says. */
const viewOf = ({ status, ready }: View): string =>
  names.find((name) => {
    const view: View = views[name]
    return view.status === status && view.ready === ready
  }) ?? ''

export const DeviceViews = ({ filters, onChange }: { filters: View; onChange: (view: View) => void }) => (
  <div style={{ overflowX: 'auto' }}>
    <SegmentedControl
      aria-label={t('devices.views')}
      data={names.map((view) => ({ value: view, label: t(`devices.view.${view}`) }))}
      value={viewOf(filters)}
      onChange={(view) => onChange({ status: undefined, ready: undefined, ...views[view as Name] })}
    />
  </div>
)
