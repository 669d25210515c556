import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A Chromium that can be started. */
export interface FoundBrowser {
  readonly executablePath: string
  /** What it needs in its environment. */
  readonly env: Readonly<Record<string, string>>
}

/** The Chromium of `CHROMIUM_PATH`, else of Debian, else of npm; or the reason why there is none. */
export async function findBrowser(): Promise<FoundBrowser | { readonly missing: string }> {
  const named = process.env.CHROMIUM_PATH
  if (named) return existsSync(named) ? { executablePath: named, env: {} } : { missing: `CHROMIUM_PATH: no ${named}` }
  if (existsSync('/usr/bin/chromium')) return { executablePath: '/usr/bin/chromium', env: {} }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return { missing: 'set CHROMIUM_PATH; the Chromium of npm is for Linux on x64' }
  }
  try {
    return await unpackedBrowser()
  } catch (error) {
    return { missing: `the Chromium of npm cannot be unpacked: ${error instanceof Error ? error.message : error}` }
  }
}

/** Unpacked once for each version, and put in its place at once, so that runs side by side do not meet half of it. */
async function unpackedBrowser(): Promise<FoundBrowser> {
  const manifest = await readFile(join(import.meta.dirname, '../../package.json'), 'utf8')
  const { devDependencies } = JSON.parse(manifest) as { readonly devDependencies: Readonly<Record<string, string>> }
  const version = devDependencies['@sparticuz/chromium']
  const folder = join(tmpdir(), `imageattach-chromium-${version}`)
  if (!existsSync(folder)) {
    const scratch = await mkdtemp(`${folder}-`)
    await run(process.execPath, [join(import.meta.dirname, 'unpack-browser.ts')], {
      env: { ...process.env, TMPDIR: scratch, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
    })
    await rename(scratch, folder).catch(() => rm(scratch, { recursive: true }))
  }
  const executablePath = join(folder, 'chromium')
  const { stdout } = await run('ldd', [executablePath])
  const lacksLibraries = stdout.includes('not found')
  return { executablePath, env: lacksLibraries ? { LD_LIBRARY_PATH: join(folder, 'al2023/lib') } : {} }
}
