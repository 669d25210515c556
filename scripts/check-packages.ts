/**
 * Packs every public package as it would be published and lets publint and attw judge the tarball.
 *
 * `node scripts/check-packages.ts [folder …]` judges only the named folders. The packages must be built.
 */
import { execFile } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '..')
const named = process.argv.slice(2).map(folder => resolve(folder))
const folders =
  named.length > 0
    ? named
    : globSync('packages/*', { cwd: root })
        .map(folder => join(root, folder))
        .sort()

const tarballs = mkdtempSync(join(tmpdir(), 'imageattach-tarballs-'))
try {
  for (const folder of folders) await check(folder)
} finally {
  rmSync(tarballs, { recursive: true, force: true })
}

async function check(folder: string): Promise<void> {
  const manifest = tryManifest(folder)
  if (!manifest || manifest.private) return
  const tarball = join(tarballs, `${manifest.name.replace('/', '-')}.tgz`)
  try {
    await run('pnpm', ['pack', '--out', tarball], { cwd: folder })
    await run('publint', ['run', tarball, '--strict'], { cwd: root })
    await run('attw', [tarball, '--profile', 'esm-only', '--no-emoji'], { cwd: root })
    console.log(`${manifest.name} is fit to be published`)
  } catch (error) {
    console.error(`${manifest.name} is not fit to be published`)
    const { stdout, stderr } = error as { stdout?: string; stderr?: string }
    console.error(stdout || stderr ? `${stdout}${stderr}` : error)
    process.exitCode = 1
  }
}

function tryManifest(folder: string): { readonly name: string; readonly private?: boolean } | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  } catch {
    return undefined
  }
}
