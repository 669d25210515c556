import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import SQLite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ExpectedRow } from '../src/expected.ts'

const baseUrl = 'https://images.example.com/static/'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'imageattach-legacy-test-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

describe('npm run legacy', { timeout: 60_000 }, () => {
  it('finds that every row is what it was for Python', async () => {
    writeFixture([pictureRow(42), photoRow(31, 3)])

    expect(await runTool()).toEqual({
      code: 0,
      lines: ['SQLite, as it is: 2 rows, 0 differences', 'SQLite, upgraded: 2 rows, 0 differences'],
    })
  })

  it('tells of each row that is another one, with what differs, and fails', async () => {
    const row = pictureRow(42)
    writeFixture([{ ...row, sha256: '0'.repeat(64), url: `${row.url}1` }])

    const { code, lines } = await runTool()

    expect(code).toBe(1)
    expect(lines.slice(0, 3)).toEqual([
      expect.stringMatching(/^user_picture, user_id 42, 4×3: url is .*000000, expected .*0000001$/),
      expect.stringMatching(/^user_picture, user_id 42, 4×3: sha256 is [0-9a-f]{64}, expected 0{64}$/),
      'SQLite, as it is: 1 rows, 2 differences',
    ])
  })

  it('tells of a row that is missing, and of one too many', async () => {
    writeFixture([pictureRow(42)], [{ ...pictureRow(42), width: 5 }, pictureRow(43)])

    const { code, lines } = await runTool()

    expect(code).toBe(1)
    expect(lines.slice(0, 2)).toEqual(['user_picture, user_id 42, 4×3: not found', 'user_picture: 2 rows, expected 1'])
  })
})

/** Writes what Python would have written. */
function writeFixture(expected: readonly ExpectedRow[], rows = expected): void {
  const database = new SQLite(join(folder, 'legacy.db'))
  const image =
    'width integer not null, height integer not null, mimetype varchar(255) not null, original boolean not null'
  database.exec(`
    create table user (id integer not null, name varchar(50) not null, primary key (id));
    create table post (id integer not null, content varchar(200) not null, primary key (id));
    create table user_picture (${image}, created_at datetime not null, user_id integer not null,
      primary key (width, height, user_id));
    create table post_photo (${image}, created_at datetime not null, post_id integer not null,
      order_index integer not null, primary key (width, height, post_id, order_index));`)
  for (const { table, pk, width, height, path } of rows) {
    const values = ['image/jpeg', 1, '2026-11-20 09:29:36', ...Object.values(pk)]
    database
      .prepare(
        `insert into ${table} (width, height, mimetype, original, created_at, ${Object.keys(pk).join(', ')})
         values (${[width, height, ...values].map(() => '?').join(', ')})`,
      )
      .run(width, height, ...values)
    mkdirSync(dirname(join(folder, 'legacy-store', path)), { recursive: true })
    writeFileSync(join(folder, 'legacy-store', path), path)
  }
  database.close()
  writeFileSync(join(folder, 'expected.json'), JSON.stringify({ base_url: baseUrl, rows: expected }))
}

function pictureRow(id: number): ExpectedRow {
  return expectedRow({ table: 'user_picture', pk: { user_id: id } }, `user-picture/${id}/0/${id}.4x3.jpe`, id)
}

function photoRow(post: number, index: number): ExpectedRow {
  const id = (post + index) ** 2 + post
  const path = `post-photo/${id % 1000}/${Math.trunc(id / 1000)}/${id}.4x3.jpe`
  return expectedRow({ table: 'post_photo', pk: { post_id: post, order_index: index } }, path, id)
}

function expectedRow(row: Pick<ExpectedRow, 'table' | 'pk'>, path: string, id: number): ExpectedRow {
  const url = `${baseUrl}${path}?_ts=20261120092936000000`
  return {
    ...row,
    width: 4,
    height: 3,
    mimetype: 'image/jpeg',
    original: true,
    created_at: '2026-11-20T09:29:36',
    object_type: row.table.replaceAll('_', '-'),
    object_id: String(id),
    path,
    bytes: path.length,
    sha256: createHash('sha256').update(path).digest('hex'),
    url,
    html: `<img src="${url}" width="4" height="3">`,
  }
}

function runTool(): Promise<{ readonly code: number; readonly lines: readonly string[] }> {
  const { TEST_PG_URL, TEST_MYSQL_URL, ...env } = process.env
  return new Promise(resolve => {
    execFile(process.execPath, [join(import.meta.dirname, '../src/main.ts'), folder], { env }, (error, stdout) =>
      resolve({ code: Number(error?.code ?? 0), lines: stdout.trimEnd().split('\n') }),
    )
  })
}
