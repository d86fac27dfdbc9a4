import type { Page } from 'playwright-core'
import { dropFile, heading } from './browser.ts'

export const dropCsv = (page: Page, name: string, bytes: string | Uint8Array) =>
  dropFile(page, 'Drop a CSV file here, or press to choose one', { name, bytes })

/** Drops a file and reads it with the options as they are. */
export async function readCsv(page: Page, name: string, bytes: string | Uint8Array): Promise<void> {
  await dropCsv(page, name, bytes)
  await page.getByRole('button', { name: 'Continue', exact: true }).click()
}

/** Reads a file that can be read; its import opens. */
export async function openImport(page: Page, name: string, bytes: string | Uint8Array): Promise<void> {
  await readCsv(page, name, bytes)
  await heading(page, name)
}

/** By the stepper, whose steps are named by what came of them. */
export const goToStep = (page: Page, step: string) =>
  page.getByRole('navigation', { name: 'Steps of the import' }).getByRole('link', { name: step }).click()

/** The way on at the end of a step, whether it saves something or not. */
export const goOn = (page: Page, step: string) =>
  page.getByRole('link', { name: `Continue: ${step}` }).click()

export async function mapColumn(page: Page, column: string, field: string): Promise<void> {
  const select = page.getByRole('combobox', { name: `What ${column} becomes` })
  await select.click()
  await page.getByRole('option', { name: field }).click()
}

/** The rows of the plan that are drawn. */
export const rowsTable = (page: Page) => page.getByRole('table', { name: 'Rows' })
