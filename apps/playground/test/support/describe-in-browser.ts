import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject } from 'vitest'
import { type OpenPage, openPage, startBrowser } from './open-page.js'

/**
 * Tests that see a playground of their own through one browser, and fail when that complains; skipped where there is
 * none. `current` gives the page of the test.
 */
export function describeInBrowser(name: string, define: (current: () => OpenPage) => void): void {
  const found = inject('browser')
  describe.skipIf('missing' in found)(`${name}, in a browser`, () => {
    let browser: Browser
    let opened: OpenPage

    beforeAll(async () => {
      if ('missing' in found) return
      browser = await startBrowser(found)
    })

    afterAll(() => browser?.close())

    beforeEach(async () => {
      opened = await openPage(browser, inject('web'))
    })

    afterEach(async () => {
      const { complaints } = opened
      await opened[Symbol.asyncDispose]()
      expect(complaints).toEqual([])
    })

    define(() => opened)
  })
}
