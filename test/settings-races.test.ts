import { expect, test } from 'vitest'
import { testApp } from './support/test-app.ts'

type Before = Record<string, unknown>

/** Every subject of the settings, and two changes that are none of them what is set already. */
const subjects: [path: string, changesOf: (before: Before, round: number) => object[]][] = [
  ['/settings/enrollment', (_, n) => [{ unitId: `u${n}` }, { supportContact: `Room ${n}` }]],
  [
    '/settings/headwind',
    (before) => [{ enabled: !before['enabled'] }, { acceptSerialAlone: !before['acceptSerialAlone'] }],
  ],
  ['/settings/google', (_, n) => [{ policy: `p${n}` }, { enterprise: `enterprises/e${n}` }]],
  ['/settings/mail', (_, n) => [{ from: `a${n}@school.example` }, { mailsPerMinute: n + 1 }]],
  [
    '/settings/authentication',
    (before) => [{ passwords: !before['passwords'] }, { createUsers: !before['createUsers'] }],
  ],
]

test.for(subjects)(
  'of two who read %s and change it at once, one is told that the other was faster',
  async ([path, changesOf]) => {
    const app = await testApp()
    for (let round = 0; round < 10; round += 1) {
      const { headers, body } = await app.api('GET', path)
      const condition = { headers: { 'if-match': headers.get('etag') ?? '*' } }
      const answers = await Promise.all(
        changesOf(body, round).map((change) => app.api('PUT', path, change, condition)),
      )
      expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 412])
    }
  },
)

test.for(subjects)(
  'two changes of %s at once without a condition are both kept',
  async ([path, changesOf]) => {
    const app = await testApp()
    for (let round = 0; round < 10; round += 1) {
      const changes = changesOf((await app.api('GET', path)).body, round)
      const answers = await Promise.all(changes.map((change) => app.api('PUT', path, change)))
      expect(answers.map(({ status }) => status)).toEqual([200, 200])
      expect((await app.api('GET', path)).body).toMatchObject(Object.assign({}, ...changes))
    }
  },
)
