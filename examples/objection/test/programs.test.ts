import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import SQLite from 'better-sqlite3'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const run = promisify(execFile)

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imageattach-objection-'))
  await sharp({ create: { width: 1200, height: 800, channels: 3, background: '#a3b18a' } })
    .jpeg()
    .toFile(join(folder, 'ada.jpg'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

describe('the program', { timeout: 30_000 }, () => {
  it('leaves three rows with their files, and a page that shows the picture', async () => {
    await runProgram('main.ts')

    expect(await rowsAndFiles()).toEqual([
      [150, true],
      [600, true],
      [1200, true],
    ])
    expect(await countFiles()).toBe(3)
    const [, src = ''] = /src="([^"?]+)\?/.exec(await readFile(join(folder, 'page.html'), 'utf8')) ?? []
    expect((await sharp(join(folder, src)).metadata()).width).toBe(150)
  })

  it('removes the images with their user', async () => {
    await runProgram('main.ts')

    const { stdout } = await runProgram('leave.ts')

    expect(stdout).toBe('0 users, 0 images\n')
    expect(await countFiles()).toBe(0)
  })
})

/** Runs a program as a reader does: by Node itself, in a folder of its own, on the built packages. */
function runProgram(name: string): Promise<{ readonly stdout: string }> {
  return run(process.execPath, [join(import.meta.dirname, '../src', name)], { cwd: folder })
}

async function rowsAndFiles() {
  const database = new SQLite(join(folder, 'app.db'), { readonly: true })
  const query = 'select width, path, checksum from user_picture order by width'
  const rows = database.prepare(query).all() as readonly { width: number; path: string; checksum: string }[]
  database.close()
  return Promise.all(
    rows.map(async ({ width, path, checksum }) => {
      const bytes = await readFile(join(folder, 'pictures', path))
      return [width, createHash('sha256').update(bytes).digest('hex') === checksum]
    }),
  )
}

async function countFiles(): Promise<number> {
  const entries = await readdir(join(folder, 'pictures'), { recursive: true, withFileTypes: true })
  return entries.filter(entry => entry.isFile()).length
}
