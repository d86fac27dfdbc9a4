import type { Apple } from './apple.ts'
import type { DeviceChange } from './device-spec.ts'
import { hardwareOf, madeUpHardware } from './device-spec.ts'
import { assign, release, replace, unassign } from './movements.ts'
import type { Device, Hardware, MdmServer } from './organization.ts'
import { recordChange } from './organization.ts'
import { PortalError } from './portal-error.ts'
import type { ChangeDevices } from './portal-requests.ts'

/** Does everything that the request asks for, or nothing when it names a device or a server that does not exist. */
export function changeDevices(apple: Apple, wish: ChangeDevices) {
  const server = wish.server == null ? undefined : findServer(apple, wish.server)
  checkSerials(apple, wish)
  const at = apple.clock.now().getTime()
  const added = addDevices(apple, wish, server)
  for (const changes of wish.change) changeHardware(apple, changes)
  for (const serial of wish.assign) assignDevice(apple, findDevice(apple, serial), wish)
  for (const serial of wish.unassign) unassign(apple.organization, findDevice(apple, serial), at)
  for (const serial of wish.release) release(apple.organization, findDevice(apple, serial), at)
  for (const { serial, by } of wish.replace) {
    const old = findDevice(apple, serial)
    replace(apple.organization, old, hardwareOf({ serial: by, model: old.model }), at)
  }
  return { added, total: apple.organization.devices.size }
}

/** Adds made-up or described devices to a server: the named one, else the first one, else the one to come. */
function addDevices(apple: Apple, wish: ChangeDevices, server: MdmServer | undefined): string[] {
  const { organization } = apple
  const target = wish.server === null ? undefined : (server ?? organization.servers.values().next().value)
  const count = wish.count + (typeof wish.add === 'number' ? wish.add : 0)
  const described = typeof wish.add === 'number' ? [] : wish.add.map(hardwareOf)
  const madeUp = Array.from({ length: count }, () => madeUpHardware(organization.madeUp++))
  const devices = [...described, ...madeUp]
  for (const device of devices) addDevice(apple, device, target, wish.server === null)
  return devices.map(({ serial }) => serial)
}

function addDevice(
  { clock, organization }: Apple,
  device: Hardware,
  server: MdmServer | undefined,
  alone: boolean,
) {
  organization.devices.set(device.serial, device)
  if (server) assign(organization, device, server, { at: clock.now().getTime() })
  else if (!alone) organization.waiting.add(device.serial)
}

function changeHardware(apple: Apple, { serial, color, assetTag, ...rest }: DeviceChange): void {
  const device = findDevice(apple, serial)
  recordChange(apple.organization, 'modified', apple.clock.now().getTime(), {
    ...device,
    description: rest.description ?? device.description,
    imei: rest.imei ?? device.imei,
    meid: rest.meid ?? device.meid,
    wifiMac: rest.wifiMac ?? device.wifiMac,
    color: color === undefined ? device.color : (color ?? undefined),
    assetTag: assetTag === undefined ? device.assetTag : (assetTag ?? undefined),
  })
}

function assignDevice(apple: Apple, device: Device, { server, migrationDeadline }: ChangeDevices): void {
  const target = server == null ? onlyServer(apple) : findServer(apple, server)
  apple.organization.waiting.delete(device.serial)
  assign(apple.organization, device, target, {
    at: apple.clock.now().getTime(),
    ...(migrationDeadline === undefined ? {} : { migrationDeadline: Date.parse(migrationDeadline) }),
  })
}

function checkSerials(apple: Apple, wish: ChangeDevices): void {
  const { devices } = apple.organization
  const named = [...wish.change, ...wish.replace].map(({ serial }) => serial)
  for (const serial of [...named, ...wish.assign, ...wish.unassign, ...wish.release])
    findDevice(apple, serial)
  const fresh = [
    ...(typeof wish.add === 'number' ? [] : wish.add),
    ...wish.replace.map(({ by }) => ({ serial: by })),
  ]
  const seen = new Set<string>()
  for (const { serial } of fresh) {
    if (devices.has(serial) || seen.has(serial))
      throw new PortalError(409, `There is a device ${serial} already`)
    seen.add(serial)
  }
  if (wish.assign.length > 0 && wish.server == null) onlyServer(apple)
}

export function findDevice({ organization }: Pick<Apple, 'organization'>, serial: string): Device {
  const device = organization.devices.get(serial)
  if (!device) throw new PortalError(404, `The organization has no device ${serial}`)
  return device
}

export function findServer({ organization }: Apple, name: string): MdmServer {
  const byUuid = () => [...organization.servers.values()].find(({ uuid }) => uuid === name)
  const server = organization.servers.get(name) ?? byUuid()
  if (!server)
    throw new PortalError(404, `There is no MDM server "${name}"; create it with POST /portal/servers`)
  return server
}

export function onlyServer({ organization }: Apple): MdmServer {
  const [server, second] = organization.servers.values()
  if (!server) throw new PortalError(409, 'There is no MDM server yet; create one with POST /portal/servers')
  if (second) throw new PortalError(400, 'There are several MDM servers: say which one in "server"')
  return server
}
