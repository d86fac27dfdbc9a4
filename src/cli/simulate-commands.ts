import { stopOnSignals } from '../serve.ts'
import { CommandError } from './output.ts'
import { createLog } from '../platform/log/log.ts'
import { runGoogleSimulatorCommand, type GoogleSimulatorCommand } from '../simulator/google-command.ts'
import { runLinkCommand, type LinkCommand } from '../simulator/link-command.ts'
import {
  runApnsSimulatorCommand,
  runAppleSimulatorCommand,
  runDeviceCommand,
  runMailSinkCommand,
  type ApnsSimulatorCommand,
  type AppleSimulatorCommand,
  type DeviceCommand,
  type MailSinkCommand,
} from '../simulator/commands.ts'

/** Runs until it is told to stop. */
export async function simulateApple(options: AppleSimulatorCommand): Promise<void> {
  const simulator = await runAppleSimulatorCommand(options).catch((error: unknown) => {
    throw new CommandError(`The simulator did not start: ${(error as Error).message}`, 2)
  })
  stopOnSignals(() => simulator.close(), createLog('silent'))
}

export async function simulateApns(options: ApnsSimulatorCommand): Promise<void> {
  const simulator = await runApnsSimulatorCommand(options).catch((error: unknown) => {
    throw new CommandError(`The simulator did not start: ${(error as Error).message}`, 2)
  })
  stopOnSignals(() => simulator.close(), createLog('silent'))
}

export async function simulateGoogle(options: GoogleSimulatorCommand): Promise<void> {
  const simulator = await runGoogleSimulatorCommand(options).catch((error: unknown) => {
    throw new CommandError(`The simulator did not start: ${(error as Error).message}`, 2)
  })
  stopOnSignals(() => simulator.close(), createLog('silent'))
}

export async function simulateMail(options: MailSinkCommand): Promise<void> {
  const sink = await runMailSinkCommand(options)
  stopOnSignals(() => sink.close(), createLog('silent'))
}

export const simulateLink = (options: LinkCommand): Promise<number> => runLinkCommand(options)

export const simulateDevice = (options: DeviceCommand): Promise<number> => runDeviceCommand(options)
