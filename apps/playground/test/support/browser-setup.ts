import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import type { TestProject } from 'vitest/node'
import { type FoundBrowser, findBrowser } from './find-browser.js'

declare module 'vitest' {
  interface ProvidedContext {
    readonly browser: FoundBrowser | { readonly missing: string }
    /** The folder of the page, built from the sources as they are. */
    readonly web: string
  }
}

/** For `globalSetup`: finds a browser and builds the page, once for all test files. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const web = await mkdtemp(join(tmpdir(), 'playground-web-'))
  const [browser] = await Promise.all([findBrowser(), buildPage(web)])
  if ('missing' in browser) {
    const { missing } = browser
    if (process.env.TEST_REQUIRE_SERVICES === '1')
      throw new Error(`TEST_REQUIRE_SERVICES=1, but no browser: ${missing}`)
    console.warn(`skipped the tests in a browser: ${missing}`)
  }
  project.provide('browser', browser)
  project.provide('web', web)
  return () => rm(web, { recursive: true })
}

async function buildPage(outDir: string): Promise<void> {
  const root = resolve(import.meta.dirname, '../..')
  // Vitest says "test", and the page would be built for development.
  await build({
    configFile: join(root, 'vite.config.ts'),
    root: join(root, 'web'),
    mode: 'production',
    build: { outDir, emptyOutDir: true },
    logLevel: 'warn',
  })
}
