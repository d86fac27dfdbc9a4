import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { accessibilityFaults, isTooWide } from './browser.ts'

/** Checks that there is nothing that axe finds, in both sizes and both themes. Into a folder, if there is one, go pictures of what is looked at. */
export const wellMade =
  (folder: string | undefined, prefix = '') =>
  async (page: Page, name: string): Promise<void> => {
    const look = async (as: string) => {
      if (folder)
        await page.screenshot({ path: `${folder}/${prefix}${name}-${as}.png`, fullPage: as === 'narrow' })
      expect(await accessibilityFaults(page)).toEqual([])
    }
    await look('light')
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.locator('html[data-mantine-color-scheme=dark]').waitFor()
    await look('dark')
    await page.emulateMedia({ colorScheme: 'light' })
    const wide = page.viewportSize()!
    await page.setViewportSize({ width: 360, height: 740 })
    expect(await isTooWide(page)).toBe(false)
    await look('narrow')
    await page.setViewportSize(wide)
  }
