import { queryOptions } from '@tanstack/react-query'
import {
  CommandPin,
  DeviceCommand,
  DeviceCommandResult,
  QueuedCommands,
  type NewDeviceCommand,
} from '../../src/contract/command.ts'
import { DeviceDetails } from '../../src/contract/device-details.ts'
import { call, callForNothing } from '../api/call.ts'
import { listOptions } from '../api/list.ts'

/** What happens to a device makes both stale: their topic is its own. */
export const commandListOptions = (device: string) =>
  listOptions('device', `/devices/${device}/commands`, DeviceCommand, {})

export const detailsOptions = (device: string) =>
  queryOptions({
    queryKey: ['device', 'details', device],
    queryFn: ({ signal }) => call(DeviceDetails, `/devices/${device}/details`, { signal }),
  })

export const resultOptions = (device: string, command: string) =>
  queryOptions({
    queryKey: ['command-result', device, command],
    queryFn: ({ signal }) => call(DeviceCommandResult, `/devices/${device}/commands/${command}`, { signal }),
  })

export const commandDevice = (device: string, order: NewDeviceCommand): Promise<QueuedCommands> =>
  call(QueuedCommands, `/devices/${device}/commands`, { method: 'POST', json: order })

export const cancelCommand = (device: string, command: string): Promise<void> =>
  callForNothing(`/devices/${device}/commands/${command}`, { method: 'DELETE' })

export const revealPin = (device: string, command: string): Promise<CommandPin> =>
  call(CommandPin, `/devices/${device}/commands/${command}/pin`, { method: 'POST' })
