/** Kinds of hardware that the simulators know, with the values Apple's services and the devices report. */
export const modelNames = ['iPhone', 'iPad', 'Mac', 'iPod', 'AppleTV', 'Vision'] as const
export type ModelName = (typeof modelNames)[number]

export type Model = {
  /** `device_family` of the DEP service. */
  family: ModelName
  /** `PRODUCT` of MachineInfo. */
  product: string
  marketingName: string
  /** Upper-case sales text, as in `description` of the DEP service. */
  salesText: string
  colors: readonly string[]
  os: 'iOS' | 'iPadOS' | 'OSX' | 'tvOS' | 'visionOS'
  osVersion: string
  build: string
  cellular: boolean
  /** First letter of made-up serial numbers, so that a reader can tell the kinds apart. */
  serialLetter: string
}

export const models: Readonly<Record<ModelName, Model>> = {
  iPhone: {
    family: 'iPhone',
    product: 'iPhone16,2',
    marketingName: 'iPhone 15 Pro Max',
    salesText: 'IPHONE 15 PRO MAX',
    colors: ['BLACK TITANIUM', 'NATURAL TITANIUM', 'BLUE TITANIUM'],
    os: 'iOS',
    osVersion: '26.1',
    build: '23B85',
    cellular: true,
    serialLetter: 'F',
  },
  iPad: {
    family: 'iPad',
    product: 'iPad14,1',
    marketingName: 'iPad mini (6th generation)',
    salesText: 'IPAD MINI WI-FI',
    colors: ['SPACE GRAY', 'STARLIGHT', 'PURPLE'],
    os: 'iPadOS',
    osVersion: '26.1',
    build: '23B85',
    cellular: false,
    serialLetter: 'G',
  },
  Mac: {
    family: 'Mac',
    product: 'Mac16,10',
    marketingName: 'Mac mini (2024)',
    salesText: 'MAC MINI M4',
    colors: ['SILVER'],
    os: 'OSX',
    osVersion: '26.1',
    build: '25B78',
    cellular: false,
    serialLetter: 'H',
  },
  iPod: {
    family: 'iPod',
    product: 'iPod9,1',
    marketingName: 'iPod touch (7th generation)',
    salesText: 'IPOD TOUCH',
    colors: ['SPACE GRAY', 'PINK', 'BLUE'],
    os: 'iOS',
    osVersion: '15.8',
    build: '19H370',
    cellular: false,
    serialLetter: 'J',
  },
  AppleTV: {
    family: 'AppleTV',
    product: 'AppleTV14,1',
    marketingName: 'Apple TV 4K (3rd generation)',
    salesText: 'APPLE TV 4K WIFI',
    colors: ['BLACK'],
    os: 'tvOS',
    osVersion: '26.1',
    build: '23J582',
    cellular: false,
    serialLetter: 'K',
  },
  Vision: {
    family: 'Vision',
    product: 'RealityDevice14,1',
    marketingName: 'Apple Vision Pro',
    salesText: 'APPLE VISION PRO',
    colors: ['SILVER'],
    os: 'visionOS',
    osVersion: '26.1',
    build: '23N45',
    cellular: false,
    serialLetter: 'L',
  },
}
