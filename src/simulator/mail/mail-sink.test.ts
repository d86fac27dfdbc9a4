import { expect, onTestFinished, test } from 'vitest'
import { openMailer } from '../../platform/mail/smtp.ts'
import { startMailSink, type SunkMail } from './mail-sink.ts'

test('takes what a real client hands over, mail after mail, with dots and letters as they are', async () => {
  const heard: SunkMail[] = []
  const sink = await startMailSink({ onMail: (mail) => heard.push(mail) })
  onTestFinished(() => sink.close())
  const { host, port } = sink
  const mailer = openMailer({ host, port, security: 'none', user: null, password: null })
  onTestFinished(() => mailer.close())
  for (const to of ['ana@school.example', 'ben@school.example'])
    expect(
      await mailer.send({
        messageId: '1@muster.example',
        from: { name: 'School', address: 'it@school.example' },
        to,
        subject: 'Hello',
        text: '.\n..\n.dot\nend\n',
        date: new Date('2026-11-24T12:00:00Z'),
      }),
    ).toEqual({ answer: expect.stringMatching(/^250/) })
  expect(sink.mails).toMatchObject([
    { from: 'it@school.example', to: ['ana@school.example'], subject: 'Hello' },
    { from: 'it@school.example', to: ['ben@school.example'] },
  ])
  expect(sink.mails[0]!.raw).toContain('\n.\n..\n.dot\nend')
  expect(heard).toHaveLength(2)
})
