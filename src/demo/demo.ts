import { stopOnSignals } from '../serve.ts'
import { createLog } from '../platform/log/log.ts'
import { appleDevices } from './cast.ts'
import { createReport } from './report.ts'
import { setStage } from './stage.ts'
import { tellStory } from './story.ts'

/** `npm run demo`: the main job from end to end, printed as it happens. */
export async function runDemo({ exit }: { exit: boolean }): Promise<void> {
  const write = (line: string) => void process.stdout.write(`${line}\n`)
  const report = createReport(write)
  write(
    'Muster demo: a school hands out devices. Apple and the devices are simulated; everything between is real.',
  )
  const stage = await setStage(appleDevices, process.env)
  write(`Muster at ${stage.url}, the simulated Apple at ${stage.apple.url}`)
  try {
    await tellStory(stage, report)
  } catch (error) {
    await stage.close()
    throw error
  }
  const failures = report.failures()
  write(
    failures.length === 0
      ? '\nEvery expected outcome came true.'
      : `\nNot as expected:\n${failures.map((f) => `  ${f}`).join('\n')}`,
  )
  if (exit) {
    await stage.close()
    process.exit(failures.length === 0 ? 0 : 1)
  }
  const { username, password } = stage.credentials
  write(
    `\nThe console is at ${stage.url}\n  user name  ${username}\n  password   ${password}\nCtrl+C ends the demo and removes its data.`,
  )
  stopOnSignals(() => stage.close(), createLog('silent'))
}
