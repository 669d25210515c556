import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { exampleBytes, exampleKey, storeContract, testContract } from '@imageattach/contracts'
import SQLite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { storeFailure } from '../src/failures.ts'
import { SqliteStore } from '../src/index.ts'
import { openDatabase } from '../src/open-database.ts'

const baseUrl = 'https://img.example.com/'
const key = exampleKey({ path: 'one/a/aa/aa1.jpg' })

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'store-sqlite-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('SqliteStore', { timeout: 60_000 }, () => {
  testContract({ describe, it }, storeContract, {
    capabilities: ['range', 'list', 'stat'],
    create: () => new SqliteStore({ file: join(folder, 'images.db'), baseUrl }),
    dispose: store => (store as SqliteStore)[Symbol.dispose](),
  })

  it('passes the checker that needs no test runner', async () => {
    const check = join(import.meta.dirname, 'check.ts')

    const { stdout } = await promisify(execFile)(process.execPath, [check])

    expect(stdout).toMatch(/\n\d+ passed, 0 failed, 21 skipped\n$/)
  })

  it('has a file whose put was fulfilled, though the process was killed at once', async () => {
    const file = join(folder, 'images.db')
    const program = spawn(process.execPath, [join(import.meta.dirname, 'support', 'put-and-wait.ts'), file])
    const [told] = await Promise.race([once(program.stdout, 'data'), once(program, 'exit')])

    program.kill('SIGKILL')
    await once(program, 'exit')

    expect(String(told)).toBe('put\n')
    using store = new SqliteStore({ file, baseUrl })
    const bytes = await new Response(await store.getFile(key)).arrayBuffer()
    expect(new Uint8Array(bytes)).toEqual(exampleBytes(100_000))
  })

  it('flushes every commit to the disk', () => {
    const database = openDatabase(join(folder, 'images.db'))

    const synchronous = database.pragma('synchronous', { simple: true })
    database.close()

    expect(synchronous).toBe(2) // FULL
  })

  it('says that it cannot read a file that is no database', async () => {
    const file = join(folder, 'images.db')
    await writeFile(file, 'no database at all, whatever its name may say')
    using store = new SqliteStore({ file, baseUrl })

    await expect(store.getFile(key)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      reason: 'unavailable',
      storeName: 'sqlite',
      key: key.path,
      cause: { code: 'SQLITE_NOTADB' },
    })
  })

  it.each([
    ['SQLITE_FULL', 'full'],
    ['SQLITE_READONLY_DBMOVED', 'denied'],
    ['SQLITE_CANTOPEN', 'denied'],
    ['SQLITE_BUSY', 'unavailable'],
  ])('tells callers of %s as %s', (code, reason) => {
    const cause = new SQLite.SqliteError('failed', code)

    expect(storeFailure(cause, { storeName: 'sqlite', key: key.path })).toMatchObject({ reason, cause })
  })

  it('sees a file that another store has put into the same SQLite file', async () => {
    const file = join(folder, 'images.db')
    using first = new SqliteStore({ file, baseUrl })
    using second = new SqliteStore({ file, baseUrl })

    await first.putFile(exampleBytes(10), key)

    expect((await second.stat(key))?.byteSize).toBe(10)
  })
})
