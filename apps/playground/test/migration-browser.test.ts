import type { Page } from 'playwright-core'
import { beforeEach, expect, it } from 'vitest'
import { describeInBrowser } from './support/describe-in-browser.js'
import { overflow, tabTo } from './support/page-actions.js'
import { testPhoto } from './support/test-photo.js'

const jpeg = { name: 'hills.jpg', mimeType: 'image/jpeg', buffer: await testPhoto() }

describeInBrowser('moving to another store', current => {
  let page: Page

  beforeEach(async () => {
    page = current().page
    await page.getByLabel('Choose a photo').setInputFiles(jpeg)
    await page.getByText('Upload the picture: 600 × 400').waitFor()
  })

  const card = () => page.getByRole('region', { name: 'Moving to another store' })
  const button = (name: string | RegExp) => card().getByRole('button', { name })

  it('shows how far it is, pauses, goes on, and prunes what it has left', async () => {
    await page.getByLabel('Add photos').setInputFiles([jpeg, jpeg])
    await page.getByText('Upload photo 2: 600 × 400').waitFor()
    await card().getByText('Moving to another store').click()
    await card().getByLabel('Images a second').fill('0.2')
    await button(/^Move/).click()
    await card()
      .getByText(/Moving: [1-8] of 9 images, .* left/)
      .waitFor()
    await card()
      .getByText(/[1-8] images? in memory/)
      .waitFor()
    expect(await card().getByRole('progressbar', { name: 'Moving' }).getAttribute('max')).toBe('9')

    await button('Pause').click()
    await card()
      .getByText(/paused after [1-8] of 9 images/)
      .waitFor()

    await card().getByLabel('Images a second').fill('')
    await button(/^Go on after/).click()
    await card().getByText('9 of 9 images are done').waitFor()
    await card().getByText('9 images in memory').waitFor()
    await page.getByText('left behind by a migration').nth(8).waitFor()

    await button('Prune folder').click()
    await card().getByText('9 files that were left in local go').waitFor()
    await page.getByText('retired, goes in').nth(8).waitFor()
    await page.getByText('Rows and files agree. 9 rows, 18 files').waitFor()
  })

  it('can be tried with the keyboard alone', async () => {
    await tabTo(page, card().locator('summary').first())
    await page.keyboard.press('Enter')
    await tabTo(page, button('Dry run'))
    await page.keyboard.press('Enter')

    const told = card().locator('[aria-live=polite]').getByText('3 of 3 images were read and checked')
    await told.waitFor()
    expect((await current().state()).whereabouts).toEqual(['local', 'local', 'local'])
  })

  it('fits a phone', async () => {
    await using phone = await current().onPhone()
    await phone.page.getByRole('button', { name: 'Use a demo photo' }).first().tap()
    await phone.page.getByText('Upload the picture:').waitFor()
    await phone.page.getByRole('heading', { name: 'Moving to another store' }).tap()
    await phone.page.getByRole('button', { name: 'Move', exact: true }).tap()
    await phone.page.getByText('3 of 3 images are done').first().waitFor()

    expect(await overflow(phone.page)).toBe(0)
  })
})
