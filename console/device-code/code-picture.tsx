import type { Device } from '../../src/contract/device.ts'
import type { DeviceCode } from '../../src/contract/device-code.ts'
import { t } from '../texts/t.ts'
import { codeAddress } from './device-code-queries.ts'
import '../bulk/code/bulk.css'

/** Black on white in the dark too: phones do not read it otherwise. */
export const CodePicture = ({ device, code }: { device: Device; code: DeviceCode }) => (
  <img
    className="bulk-code"
    key={code.shortCode}
    src={codeAddress(device.id, 'svg', code.shortCode)}
    alt={t('device-code.of', { name: device.identifier })}
  />
)
