import type { Page } from 'playwright-core'
import { beforeEach, expect, it } from 'vitest'
import { describeInBrowser } from './support/describe-in-browser.js'
import { overflow, tabTo } from './support/page-actions.js'
import { testPhoto } from './support/test-photo.js'

const jpeg = { name: 'hills.jpg', mimeType: 'image/jpeg', buffer: await testPhoto() }

describeInBrowser('stores and house', current => {
  let page: Page

  beforeEach(async () => {
    page = current().page
  })

  const picture = () => page.getByRole('region', { name: 'Ada’s picture' })
  const house = () => page.getByRole('region', { name: 'Keeping house' })
  const upload = async () => {
    await picture().getByLabel('Choose a photo').setInputFiles(jpeg)
    await picture().getByText('Upload the picture: 600 × 400').waitFor()
  }

  it('puts new pictures into the store that was chosen, and shows where each file is', async () => {
    await page.getByRole('group', { name: 'New pictures go to' }).getByText('memory').click()
    await page.getByText("images.stores.setDefault('memory')").waitFor()

    await upload()

    await page.getByRole('region', { name: 'Files in memory' }).getByText('3 files').waitFor()
    await page.getByRole('region', { name: 'Files in folder' }).getByText('0 files').waitFor()
    expect(
      await picture()
        .getByText(/, memory$/)
        .count(),
    ).toBe(3)
    await page.getByText('Rows and files agree. 3 rows, 3 files.').waitFor()
  })

  it('finds a lost file and a stray one, and puts both right', async () => {
    await upload()
    await house().getByText('Keeping house').click()

    await house().getByRole('button', { name: 'Lose a file' }).click()
    await page.getByText('Rows and files disagree.').waitFor()
    await house().getByRole('button', { name: 'Drop a stray file' }).click()
    await house().getByText('no row knows it').waitFor()
    await house().getByRole('button', { name: 'Verify' }).click()
    await house().getByText('the picture, 150 × 100: its file is missing (local)').waitFor()
    await house().getByRole('button', { name: 'Sweep' }).click()
    await house().getByText(': deleted').waitFor()
    await house().getByRole('button', { name: 'Repair' }).click()
    await house().getByText('the picture is attached again, from its original').waitFor()

    await page.getByText('Rows and files agree.').waitFor()
  })

  it('shows what the sandbox would do to the folder, and does it when told so', async () => {
    const sandbox = page.getByRole('region', { name: 'The sandbox' })
    await sandbox.getByText('The sandbox', { exact: true }).click()
    await sandbox.getByRole('button', { name: 'Send new pictures to the sandbox' }).click()
    await page.getByRole('region', { name: 'Files in sandbox' }).getByText('new pictures go here').waitFor()

    await upload()
    await sandbox.getByText('the folder holds 0 files').waitFor()
    await sandbox.getByText('It stays so until you promote 3 changes.').waitFor()
    expect(await sandbox.getByText('+ added').count()).toBe(3)

    await sandbox.getByRole('button', { name: 'Promote' }).click()
    await sandbox.getByText('the folder holds 3 files').waitFor()
    await sandbox.getByText('3 changes done to the folder').waitFor()
    await page.getByText('Rows and files agree. 3 rows, 3 files.').waitFor()
  })

  it('keeps house with the keyboard alone', async () => {
    await upload()

    await tabTo(page, house().locator('summary').first())
    await page.keyboard.press('Enter')
    await tabTo(page, house().getByRole('button', { name: 'Verify' }))
    await page.keyboard.press('Enter')

    await house().locator('[aria-live=polite]').getByText('3 rows and their files agree, byte by byte').waitFor()
  })

  it('fits a phone', async () => {
    await using phone = await current().onPhone()
    await phone.page.getByRole('heading', { name: 'Keeping house' }).tap()
    await phone.page.getByRole('button', { name: 'Use a demo photo' }).first().tap()
    await phone.page.getByText('Upload the picture:').waitFor()
    await phone.page.getByRole('button', { name: 'Lose a file' }).tap()
    await phone.page.getByText('Rows and files disagree.').waitFor()

    expect(await overflow(phone.page)).toBe(0)
  })
})
