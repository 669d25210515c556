import type { Locator, Page } from 'playwright-core'

/** A file as a test hands it to the page. */
export interface TestFile {
  readonly name: string
  readonly mimeType: string
  readonly buffer: Buffer
}

/** Lets a file fall on an element. */
export async function drop(page: Page, target: Locator, file: TestFile): Promise<void> {
  const dataTransfer = await page.evaluateHandle(dataTransferOf(file))
  for (const type of ['dragenter', 'dragover', 'drop']) await target.dispatchEvent(type, { dataTransfer })
}

/** Pastes a file into the page, as Ctrl+V does after copying an image. */
export async function paste(page: Page, file: TestFile): Promise<void> {
  await page.evaluate(`(() => {
    const clipboardData = ${dataTransferOf(file)}
    document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))
  })()`)
}

/** Presses Tab until the element has the focus, as somebody without a mouse would. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab')
    if (await target.evaluate(element => element === element.ownerDocument.activeElement)) return
  }
  throw new Error(`Tab does not reach ${target}`)
}

/** By how many pixels the page is wider than the window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
}

/** Sends the page's uploads through a thin wire. */
export async function slowUploads(page: Page, bytesPerSecond: number): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond,
  })
}

function dataTransferOf({ name, mimeType, buffer }: TestFile): string {
  return `(() => {
    const bytes = Uint8Array.from(atob('${buffer.toString('base64')}'), character => character.charCodeAt(0))
    const transfer = new DataTransfer()
    transfer.items.add(new File([bytes], '${name}', { type: '${mimeType}' }))
    return transfer
  })()`
}
