import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testApp } from './support/test-app.ts'

const password = 'correct horse battery staple'

async function house() {
  const app = await testApp()
  for (const username of ['ana', 'ben'])
    await app.api('POST', '/admins', { username, role: 'Auditor', password })
  const [, ben] = (await app.api('GET', '/admins')).body.items
  await app.api('PATCH', `/admins/${ben.id}`, { disabled: true })
  const signIn = (username: string, word: string) =>
    app.api('POST', '/session', { username, password: word }, { headers: { authorization: '' } })
  return { app, disabled: ben.username as string, signIn }
}

test('an unknown name, a wrong password and a locked admin look the same from outside', async () => {
  const { app, disabled, signIn } = await house()
  const answers = [
    await signIn('nobody', password),
    await signIn('ana', 'wrong wrong wrong'),
    await signIn(disabled, password),
  ]
  const seen = answers.map(({ status, body }) => ({ status, body: { ...body, requestId: '' } }))
  expect(seen[0]).toMatchObject({ status: 401, body: { code: 'session.wrong-credentials' } })
  expect(seen).toEqual([seen[0], seen[0], seen[0]])
  expect(answers.map(({ headers }) => headers.get('set-cookie'))).toEqual([null, null, null])

  const { rows } = await sql<{ subject: string; failures: number }>`
    select subject, failures from credential_attempt order by subject`.execute(app.platform.db)
  expect(rows).toEqual([
    { subject: 'sign-in:address:127.0.0.1', failures: 3 },
    ...['ana', disabled, 'nobody']
      .toSorted()
      .map((name) => ({ subject: `sign-in:name:${name}`, failures: 1 })),
  ])
  const refusals = (await app.api('GET', '/audit-events?action=session.refused')).body
  expect(refusals.total).toBe(3)
})

test('a name is delayed for everybody who tries it, known or not; a burst at once is no way around', async () => {
  const { app, signIn } = await house()
  await sql`insert into credential_attempt (subject, failures) values ('sign-in:name:nobody', 10)`.execute(
    app.platform.db,
  )
  const burst = await Promise.all(Array.from({ length: 12 }, () => signIn('nobody', 'guess guess guess')))
  expect(burst.filter(({ status }) => status === 401)).toHaveLength(1)
  expect(burst.filter(({ status }) => status === 429)).toHaveLength(11)
  const blocked = await signIn('NOBODY', 'guess guess guess')
  expect(blocked.body).toMatchObject({ status: 429, code: 'session.too-many-attempts' })
  expect(Number(blocked.headers.get('retry-after'))).toBeGreaterThan(0)
})

test('the right password starts the count of its name anew', async () => {
  const { app, disabled, signIn } = await house()
  const name = disabled === 'ana' ? 'ben' : 'ana'
  for (let i = 0; i < 3; i++) expect((await signIn(name, 'wrong wrong wrong')).status).toBe(401)
  expect((await signIn(name, password)).status).toBe(200)
  const { rows } = await sql<{
    subject: string
    failures: number
  }>`select subject, failures from credential_attempt`.execute(app.platform.db)
  expect(rows).toEqual([{ subject: 'sign-in:address:127.0.0.1', failures: 3 }])
})
