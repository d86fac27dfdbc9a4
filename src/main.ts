import { loadConfig } from './config.ts'
import { createLog } from './platform/log/log.ts'
import { serve, stopOnSignals } from './serve.ts'

/** `npm start`: the real server. */
try {
  const config = loadConfig(process.env)
  const log = createLog(config.logLevel)
  const { url, firstRunToken, stop } = await serve(config, { log })
  stopOnSignals(stop, log)
  log.info({ url }, 'ready')
  process.stderr.write(`\n  Muster is ready: ${url}\n`)
  if (firstRunToken)
    process.stderr.write(`  First run: open the address and enter this token: ${firstRunToken}\n`)
  if (!config.url)
    process.stderr.write('  Devices reach it only when MUSTER_URL is set to its public https address.\n')
  process.stderr.write('\n')
} catch (error) {
  // A wrong setting or a data folder in use is the reader's to mend: the sentence helps, the stack does not.
  const known = ['ConfigError', 'EmbeddedPostgresError', 'FolderInUseError', 'MigrationError']
  const { name, message, stack } = error as Error
  process.stderr.write(`${known.includes(name) ? message : (stack ?? message)}\n`)
  process.exit(1)
}
