import { randomBytes } from 'node:crypto'
import { createApp } from '../src/app.ts'
import type { Connection } from '../src/platform/db/database.ts'
import { createLog } from '../src/platform/log/log.ts'

/** openapi.json, from the routes of the whole server. */
export async function generateOpenApi(connection: Connection): Promise<string> {
  const app = await createApp({
    connection,
    secretKey: randomBytes(32),
    log: createLog('silent'),
    publicUrl: () => '',
    depUrl: 'http://127.0.0.1:1',
  })
  try {
    await app.server.ready()
    return openApiText(app.server.swagger())
  } finally {
    await app.stop()
  }
}

export const openApiText = (document: object): string => `${JSON.stringify(document, null, 2)}\n`
