import type { Page } from 'playwright-core'
import { beforeEach, expect, it, vi } from 'vitest'
import { describeInBrowser } from './support/describe-in-browser.js'
import type { OpenPage } from './support/open-page.js'
import { drop, overflow, paste, slowUploads, type TestFile, tabTo } from './support/page-actions.js'
import { testPhoto } from './support/test-photo.js'

const jpeg: TestFile = { name: 'hills.jpg', mimeType: 'image/jpeg', buffer: await testPhoto() }
const png: TestFile = { name: 'sea.png', mimeType: 'image/png', buffer: await testPhoto('png', 300, 200) }

describeInBrowser('the page', current => {
  let opened: OpenPage
  let page: Page

  beforeEach(() => {
    opened = current()
    page = opened.page
  })

  const picture = () => page.getByRole('region', { name: 'Ada’s picture' })
  const post = () => page.getByRole('region', { name: 'A walk in the hills' })
  const choose = (file: TestFile) =>
    picture()
      .getByLabel(/Choose a photo|Replace the picture/)
      .setInputFiles(file)

  it('uploads a photo by choosing, and shows it with its thumbnails', async () => {
    await choose(jpeg)

    await picture().getByText('Upload the picture: 600 × 400').waitFor()
    const shown = picture().getByRole('img', { name: 'Ada’s picture, hills.jpg' })
    await vi.waitFor(async () =>
      expect(await shown.evaluate(image => (image as unknown as Picture).naturalWidth)).toBeGreaterThan(0),
    )
    for (const size of ['600 × 400', '480 × 320', '150 × 100']) {
      await picture().getByRole('link', { name: size }).waitFor()
    }
  })

  it('shows the code, the rows and the files of what happened', async () => {
    await choose(jpeg)

    await page.getByRole('region', { name: 'What happened' }).getByText("filename: 'hills.jpg'").waitFor()
    await page.getByRole('region', { name: 'Rows of user_picture' }).getByRole('row').nth(3).waitFor()
    await page.getByText('Rows and files agree. 3 rows, 3 files.').waitFor()
  })

  it('uploads a photo that is dropped', async () => {
    await drop(page, picture().locator('.zone'), jpeg)

    await picture().getByRole('link', { name: '600 × 400' }).waitFor()
  })

  it('uploads a photo that is pasted, to where the visitor was last', async () => {
    await paste(page, jpeg)
    await picture().getByRole('link', { name: '600 × 400' }).waitFor()

    await post().getByText('A post with any number').click()
    await paste(page, png)

    await post().getByText('Upload photo 1: 300 × 200').waitFor()
  })

  it('asks for a width, a height and a ratio', async () => {
    await choose(jpeg)

    for (const [side, value, size] of [
      ['width', '300', '300 × 200'],
      ['height', '50', '75 × 50'],
      ['ratio', '0.1', '60 × 40'],
    ] as const) {
      await picture().getByRole('combobox').selectOption(side)
      await picture().getByRole('spinbutton').fill(value)
      await picture().getByRole('button', { name: 'Ask for it' }).click()
      await picture().getByRole('link', { name: size }).waitFor()
    }
  })

  it('says why a width makes no sense', async () => {
    await choose(jpeg)

    await picture().getByRole('spinbutton').fill('-3')
    await picture().getByRole('button', { name: 'Ask for it' }).click()

    await picture().getByText('width must be a positive integer, not -3').waitFor()
  })

  it('makes the sizes with jimp when told so', async () => {
    await page.getByText('jimp', { exact: true }).click()
    await choose(jpeg)

    await page.getByText('// images was made with resizer: jimpResizer()').waitFor()
    expect((await opened.state()).picture.images).toHaveLength(3)
  })

  it('replaces the picture, and keeps the old files for a while', async () => {
    await choose(jpeg)
    await picture().getByRole('link', { name: '600 × 400' }).waitFor()

    await choose(png)

    await picture().getByRole('link', { name: '300 × 200' }).waitFor()
    await page
      .getByText(/retired, goes in/)
      .nth(2)
      .waitFor()
    await page.getByText('3 rows, 6 files, of which 3 wait in the ledger').waitFor()
  })

  it('deletes the picture', async () => {
    await choose(jpeg)

    await picture().getByRole('button', { name: 'Delete the picture' }).click()

    await picture().getByText('3 rows are gone').waitFor()
    expect(await picture().getByRole('img').count()).toBe(0)
    expect((await opened.state()).picture.images).toEqual([])
  })

  it('adds photos to a post and changes their order', async () => {
    await post().getByLabel('Add photos').setInputFiles([jpeg, png])
    await post().getByText('Upload photo 2: 300 × 200').waitFor()

    await post().getByRole('button', { name: 'Move photo 2 left' }).click()

    await post().getByRole('img', { name: 'Number 1 of the walk, sea.png' }).waitFor()
    await post().getByRole('img', { name: 'Number 2 of the walk, hills.jpg' }).waitFor()

    await post().getByRole('button', { name: 'Delete photo 1' }).click()
    await post().getByText('3 rows are gone').waitFor()
    expect((await opened.state()).photos.map(photo => photo.images[0]?.filename)).toEqual(['hills.jpg'])
  })

  it.each([
    ['Empty', 'INVALID_IMAGE', 'empty'],
    ['Text', 'UNSUPPORTED_MIME_TYPE', 'unsupported'],
    ['Truncated', 'INVALID_IMAGE', 'corrupt'],
    ['Wrong type', 'UNSUPPORTED_MIME_TYPE', 'mismatch'],
    ['Too large', 'INVALID_IMAGE', 'too-large'],
    ['Too many pixels', 'INVALID_IMAGE', 'too-many-pixels'],
    ['SVG', 'UNSUPPORTED_MIME_TYPE', 'unsupported'],
  ])('shows why a bad file (%s) is refused, and stays usable', async (label, code, reason) => {
    const card = page.getByRole('region', { name: 'Try a bad file' })

    await card.getByRole('button', { name: label }).click()

    await card.getByText(code, { exact: true }).waitFor()
    await card.getByText(reason, { exact: true }).waitFor()
    expect((await opened.state()).agreement).toEqual({ rows: 0, files: 0, waiting: 0, problems: [] })
    await choose(jpeg)
    await picture().getByText('Upload the picture: 600 × 400').waitFor()
  })

  it('leaves no row and no file when an upload is cancelled', async () => {
    await slowUploads(page, 60_000)
    await choose({ ...png, buffer: await testPhoto('png', 1500, 1000) })
    await picture()
      .getByText(/Sending sea\.png, [1-9]/)
      .waitFor()

    await picture().getByRole('button', { name: 'Cancel' }).click()

    await picture().getByText('Cancelled: nothing was stored.').waitFor()
    await vi.waitFor(async () => expect((await opened.state()).log[0]?.failure?.code).toBe('ABORTED'), 10_000)
    expect(await opened.state()).toMatchObject({
      picture: { images: [] },
      files: [],
      agreement: { rows: 0, files: 0, waiting: 0, problems: [] },
    })
  })

  it('can be used with the keyboard alone', async () => {
    page.on('filechooser', chooser => void chooser.setFiles(jpeg))
    await tabTo(page, picture().getByLabel('Choose a photo'))
    await page.keyboard.press('Enter')
    await picture().getByText('Upload the picture: 600 × 400').waitFor()

    await tabTo(page, picture().getByRole('spinbutton'))
    await page.keyboard.press('Control+A')
    await page.keyboard.type('300')
    await page.keyboard.press('Enter')
    await picture().getByRole('link', { name: '300 × 200' }).waitFor()

    await tabTo(page, picture().getByRole('button', { name: 'Delete the picture' }))
    await page.keyboard.press('Enter')
    await picture().getByText('4 rows are gone').waitFor()

    await tabTo(page, picture().getByRole('button', { name: 'Use a demo photo' }))
    await page.keyboard.press('Space')
    await picture().getByText('Upload the picture: 1600 × 1067').waitFor()
  })

  it('says what is going on to those who do not see it', async () => {
    await choose(jpeg)

    const told = picture().locator('[aria-live=polite]').getByText('Upload the picture: 600 × 400')

    await told.waitFor()
  })

  it('fits a phone', async () => {
    await using phone = await opened.onPhone()
    expect(await overflow(phone.page)).toBe(0)

    const demo = phone.page.getByRole('button', { name: 'Use a demo photo' })
    await demo.first().tap()
    await phone.page.getByText('Upload the picture:').waitFor()
    await demo.last().tap()
    await phone.page.getByText('Upload photo 1:').waitFor()
    await phone.page.getByRole('button', { name: 'Truncated' }).tap()
    await phone.page.getByText('INVALID_IMAGE').first().waitFor()

    expect(await overflow(phone.page)).toBe(0)
  })
})

/** What the tests, which know no DOM, use of an `<img>`. */
interface Picture {
  readonly naturalWidth: number
}
