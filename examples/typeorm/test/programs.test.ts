import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import SQLite from 'better-sqlite3'
import sharp from 'sharp'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

const run = promisify(execFile)
const example = join(import.meta.dirname, '..')

// Each case compiles or starts a program, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let folder: string

/** Node runs no decorators: the example is compiled first, with a build as its package.json has it. */
beforeAll(() =>
  run(process.execPath, [join(example, '../../node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
    cwd: example,
  }),
)

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imageattach-example-typeorm-'))
  await sharp({ create: { width: 1200, height: 800, channels: 3, background: '#a3b18a' } })
    .jpeg()
    .toFile(join(folder, 'ada.jpg'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

describe('the application', () => {
  it('leaves three rows with their files, and a page that shows the picture', async () => {
    await runProgram('main.js')

    expect(await rowsAndFiles()).toEqual([
      { width: 150, original: 0, fileMatches: true },
      { width: 600, original: 0, fileMatches: true },
      { width: 1200, original: 1, fileMatches: true },
    ])
    expect(await countFiles()).toBe(3)
    const [, src = ''] = /src="([^"?]+)\?/.exec(await readFile(join(folder, 'page.html'), 'utf8')) ?? []
    expect((await sharp(join(folder, src)).metadata()).width).toBe(150)
  })

  it('attaches the picture of a user who signs up, when the user is saved', async () => {
    const { stdout } = await runProgram('sign-up.js')

    expect(stdout).toMatch(
      /^<img src="pictures\/[^"]+\.150x100\.jpg\?_ts=\d{20}" width="150" height="100" alt="Bob">\n$/,
    )
    expect(await countFiles()).toBe(2)
  })

  it('removes the pictures of a user who leaves, rows and files', async () => {
    await runProgram('main.js')

    const { stdout } = await runProgram('leave.js')

    expect(stdout).toBe('0 users, 0 images\n')
    expect([pictureRows(), await countFiles()]).toEqual([[], 0])
  })

  it('has tables that TypeORM would change nothing of', async () => {
    const program = `
      const { dataSource } = await import(${JSON.stringify(join(example, 'dist/database.js'))})
      const { upQueries } = await dataSource.driver.createSchemaBuilder().log()
      console.log(upQueries.length)
      await dataSource.destroy()`

    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], { cwd: folder })

    expect(stdout).toBe('0\n')
  })
})

/** Runs a program as a reader does: by Node itself, in a folder of its own, on the built packages. */
function runProgram(name: string): Promise<{ readonly stdout: string }> {
  return run(process.execPath, [join(example, 'dist', name)], { cwd: folder })
}

interface PictureRow {
  readonly width: number
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
    const query = 'select width, original, path, checksum from user_picture order by width'
    return database.prepare(query).all() as readonly PictureRow[] // the columns of the statement
  } finally {
    database.close()
  }
}

async function countFiles(): Promise<number> {
  const entries = await readdir(join(folder, 'pictures'), { recursive: true, withFileTypes: true })
  return entries.filter(entry => entry.isFile()).length
}
