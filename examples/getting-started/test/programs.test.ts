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
  folder = await mkdtemp(join(tmpdir(), 'imageattach-getting-started-'))
  await sharp({ create: { width: 1200, height: 800, channels: 3, background: '#a3b18a' } })
    .jpeg()
    .toFile(join(folder, 'ada.jpg'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

describe('the program of the README', { timeout: 60_000 }, () => {
  it('leaves a row and a file for the original and for its thumbnail, and prints the thumbnail', async () => {
    const { stdout } = await runProgram('readme.ts')

    expect(stdout).toMatch(
      /^<img src="\/pictures\/[\w/]+\/user-picture\/[\w/]+\.150x100\.jpg\?_ts=\d{20}" width="150" height="100" alt="Ada">\n$/,
    )
    expect(await rowsAndFiles()).toEqual([
      { width: 150, height: 100, original: 0, fileMatches: true },
      { width: 1200, height: 800, original: 1, fileMatches: true },
    ])
    expect(await countFiles()).toBe(2)
    expect(await original()).toEqual(await readFile(join(folder, 'ada.jpg')))
  })
})

describe('the program of the guide', { timeout: 60_000 }, () => {
  it('leaves three rows with their files, and a page that shows the picture', async () => {
    await runProgram('main.ts')

    const widths = (await rowsAndFiles()).map(({ width, fileMatches }) => [width, fileMatches])
    expect(widths).toEqual([
      [150, true],
      [600, true],
      [1200, true],
    ])
    expect(await countFiles()).toBe(3)
    const [, src = ''] = /src="([^"?]+)\?/.exec(await readFile(join(folder, 'page.html'), 'utf8')) ?? []
    expect((await sharp(join(folder, src)).metadata()).width).toBe(150)
  })

  it('refuses half a file, and changes nothing', async () => {
    await runProgram('main.ts')

    const { stdout } = await runProgram('broken.ts')

    expect(stdout).toBe('INVALID_IMAGE corrupt\n3 images, as before\n')
    expect(await countFiles()).toBe(3)
  })
})

/** Runs a program as a reader does: by Node itself, in a folder of its own, on the built packages. */
function runProgram(name: string): Promise<{ readonly stdout: string }> {
  return run(process.execPath, [join(import.meta.dirname, '../src', name)], { cwd: folder })
}

interface PictureRow {
  readonly width: number
  readonly height: number
  readonly original: number
  readonly path: string
  readonly checksum: string
}

async function rowsAndFiles() {
  return Promise.all(
    pictureRows().map(async ({ path, checksum, ...row }) => {
      const bytes = await readFile(join(folder, 'pictures', path))
      return { ...row, fileMatches: createHash('sha256').update(bytes).digest('hex') === checksum }
    }),
  )
}

function pictureRows(): readonly PictureRow[] {
  const database = new SQLite(join(folder, 'app.db'), { readonly: true })
  try {
    const query = 'select width, height, original, path, checksum from user_picture order by width'
    return database.prepare(query).all() as readonly PictureRow[] // the columns of the statement
  } finally {
    database.close()
  }
}

async function original(): Promise<Buffer> {
  const row = pictureRows().find(row => row.original === 1)
  return readFile(join(folder, 'pictures', row?.path ?? ''))
}

async function countFiles(): Promise<number> {
  const entries = await readdir(join(folder, 'pictures'), { recursive: true, withFileTypes: true })
  return entries.filter(entry => entry.isFile()).length
}
