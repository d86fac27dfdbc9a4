import { readdirSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { headwindConfiguration } from './configuration.ts'
import { HeadwindEnroll, HeadwindInfo, okEnvelope } from './messages.ts'
import { claimsOfNumber } from './number.ts'

const golden = (name: string) => readFileSync(new URL(`testdata/${name}`, import.meta.url), 'utf8').trimEnd()

test('a configuration has every member that the agent trips over, and data comes last', () => {
  const data = headwindConfiguration('secret', { lock: true, wipe: false, message: 'Come to room 5' })
  expect(okEnvelope(JSON.stringify({ newNumber: 'n', ...data }))).toBe(golden('configuration.json'))
})

test('the messages of a real agent are read, and the data of people in them are not', () => {
  expect(HeadwindEnroll.parse(JSON.parse(golden('enroll.json')))).toEqual({
    customer: 'token',
    configuration: null,
  })
  const info = HeadwindInfo.parse(JSON.parse(golden('info.json')))
  expect(info).toEqual({
    deviceId: 'DEV1',
    model: 'SM-G525F',
    imei: '490154203237518',
    imei2: null,
    serial: 'R58M1',
    cpu: 'arm64-v8a',
    androidVersion: '13',
    mdmMode: true,
    kioskMode: false,
    defaultLauncher: true,
    batteryLevel: 80,
  })
})

test('whatever a report holds, it is read or refused', () => {
  fc.assert(
    fc.property(
      fc.object({ key: fc.constantFrom('deviceId', 'imei', 'serial', 'batteryLevel', 'x') }),
      (body) => {
        const { success, data } = HeadwindInfo.safeParse(body)
        expect(success).toBe(typeof body['deviceId'] === 'string' && body['deviceId'].length > 0)
        if (data) expect(['string', 'undefined', 'object']).toContain(typeof data.imei)
      },
    ),
  )
})

test('a number with the right check digit is an IMEI, everything else a serial number', () => {
  expect(claimsOfNumber('490154203237518')).toEqual({ imei: '490154203237518' })
  for (const number of ['490154203237517', '49015420323751', 'R58M1', 'null'])
    expect(claimsOfNumber(number)).toEqual({ serial: number })
})

test('hostile reports lose their odd members, or are refused', () => {
  const folder = new URL('testdata/hostile/', import.meta.url)
  const files = readdirSync(folder)
  expect(files.length).toBeGreaterThan(3)
  for (const file of files) {
    const { data } = HeadwindInfo.safeParse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')))
    expect({
      file,
      imei: data?.imei,
      isStorable: !/\p{Cc}/u.test(data?.serial ?? '') && (data?.serial ?? '').isWellFormed(),
      model: (data?.model ?? '').length,
      isRead: data !== undefined,
    }).toEqual({ file, imei: undefined, isStorable: true, model: 0, isRead: file !== 'number.json' })
  }
})
