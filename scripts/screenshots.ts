import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { appleDevices } from '../src/demo/cast.ts'
import { createReport } from '../src/demo/report.ts'
import { setStage, type Stage } from '../src/demo/stage.ts'
import { tellStory } from '../src/demo/story.ts'
import { needChromium } from './chromium.ts'
import { root } from './run.ts'

/**
 * Takes the pictures of docs/images after the story of the demo: `node scripts/screenshots.ts`, by hand, after
 * `node scripts/build-console.ts`. With a folder, the same pages go there in light, dark and on a narrow screen.
 */
const [folder] = process.argv.slice(2)

/** A list that an admin corrects: a change, new ones, and a row that cannot be. */
const list = `Identifier,OS,DeviceTags,Serial,ExpirationDays,DisplayName,Description,DEPMethod
tab-05,ios,class 5a,DMQX8005TAB5,30,Class 5a tablet 5,On the cart of room 12,Serial
tab-06,ios,class 5a,DMQX8006TAB6,30,Class 5a tablet 6,,Serial
tab-07,ios,class 5a,DMQX8007TAB7,30,Class 5a tablet 7,,Serial
tab-08,ios,class 5b,DMQX8008TAB8,30,Class 5b tablet 1,,Serial
tab-09,ios,class 5a,DMQX8006TAB6,30,Class 5a tablet 9,,Serial
`

/** A list of another kind, whose columns want a person, and one that has been applied. */
const unclear = `Asset,Serial No,OS,Displayname,Room
loan-01,DMQX8101LOAN,ios,Loan 1,Library
loan-02,DMQX8102LOAN,ios,Loan 2,Library
`

async function uploaded({ api }: Stage, fileName: string, csv: string): Promise<string> {
  const form = new FormData()
  form.set('file', new Blob([csv]), fileName)
  return (await api('POST', '/imports', form)).body.id
}

async function pagesOf(stage: Stage): Promise<Record<string, string>> {
  const { api } = stage
  const planned = await uploaded(stage, 'class-5.csv', list)
  const { body: device } = await api('GET', '/devices/identifier:phone-ana')
  const { body: accounts } = await api('GET', '/dep/accounts')
  const pages = {
    devices: '/devices',
    device: `/devices/${device.id}`,
    import: `/imports/${planned}?step=check`,
  }
  if (!folder) return pages
  return {
    ...pages,
    ...(await importPages(stage, planned)),
    account: `/dep/accounts/${accounts.items[0].id}`,
    today: '/',
  }
}

/** Every step of the wizard. */
async function importPages(stage: Stage, planned: string): Promise<Record<string, string>> {
  const columns = await uploaded(stage, 'loans.csv', unclear)
  const applied = await uploaded(
    stage,
    'lab.csv',
    'Identifier,OS,DisplayName\nlab-01,ios,Lab 1\nlab-02,ios,Lab 2\n',
  )
  await stage.api('POST', `/imports/${applied}/apply`, {})
  return {
    'import-file': '/imports',
    'import-columns': `/imports/${columns}?step=columns`,
    'import-apply': `/imports/${planned}?step=apply`,
    'import-result': `/imports/${applied}`,
  }
}

type Look = { suffix: string; width: number; height: number; colorScheme: 'light' | 'dark' }

const looks: Look[] = [
  { suffix: '', width: 1280, height: 800, colorScheme: 'light' },
  ...(folder
    ? [
        { suffix: '-dark', width: 1280, height: 800, colorScheme: 'dark' as const },
        { suffix: '-360', width: 360, height: 740, colorScheme: 'light' as const },
      ]
    : []),
]

async function takePictures(stage: Stage, pages: Record<string, string>): Promise<void> {
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const browser = await chromium.launch({ executablePath: needChromium(), args })
  const target = folder ?? path.join(root, 'docs/images')
  mkdirSync(target, { recursive: true })
  for (const { suffix, width, height, colorScheme } of looks) {
    const options = {
      viewport: { width, height },
      colorScheme,
      locale: 'en-GB',
      reducedMotion: 'reduce' as const,
    }
    const page = await (await browser.newContext(options)).newPage()
    await page.request.post(`${stage.url}/api/v1/session`, { data: stage.credentials })
    for (const [name, address] of Object.entries(pages)) {
      await open(page, `${stage.url}${address}`)
      await page.screenshot({ path: path.join(target, `${name}${suffix}.png`) })
    }
  }
  await browser.close()
}

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForFunction(() => !document.querySelector('.mantine-Skeleton-root'))
}

const stage = await setStage(appleDevices, { MUSTER_PORT: '0' })
try {
  await tellStory(
    stage,
    createReport(() => {}),
  )
  await takePictures(stage, await pagesOf(stage))
} finally {
  await stage.close()
}
