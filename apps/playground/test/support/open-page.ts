import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import type { State } from '../../server/protocol.js'
import { start } from '../../server/start.js'
import type { FoundBrowser } from './find-browser.js'

/** A playground of its own, seen through a browser. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page
  readonly url: string
  /** What the server says, whatever the page shows. */
  state(): Promise<State>
  /** Another playground, seen through a small window that is touched. */
  onPhone(): Promise<OpenPage>
  /** What the browser complained about. */
  readonly complaints: readonly string[]
}

/** Starts a browser for all tests of a file. */
export function startBrowser({ executablePath, env }: FoundBrowser): Promise<Browser> {
  return chromium.launch({
    executablePath,
    env: { ...process.env, ...env } as Record<string, string>, // undefined variables are left out
    // Root, as in CI, cannot use the sandbox; the only page that is opened is our own.
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  })
}

export async function openPage(browser: Browser, web: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const data = await mkdtemp(join(tmpdir(), 'playground-'))
  const playground = await start({ data, web, port: 0 })
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const complaints: string[] = []
  page.on('pageerror', error => complaints.push(String(error)))
  page.on('request', request => {
    if (!request.url().startsWith(playground.url) && !/^(blob|data):/.test(request.url()))
      complaints.push(request.url())
  })
  await page.goto(playground.url)
  // It listens for what is pasted as soon as it shows something.
  await page.getByRole('main').waitFor()
  return {
    page,
    url: playground.url,
    complaints,
    onPhone: () => openPage(browser, web, { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }),
    async state() {
      return (await (await fetch(`${playground.url}/api/state`)).json()) as State
    },
    async [Symbol.asyncDispose]() {
      await context.close()
      await playground[Symbol.asyncDispose]()
      await rm(data, { recursive: true })
    },
  }
}
