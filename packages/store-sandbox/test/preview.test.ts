import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { examplePng, PngResizer } from '@imageattach/contracts'
import { createImageTable, createLedger, type ImageColumns, kyselyImages } from '@imageattach/kysely'
import { FileSystemStore } from '@imageattach/store-fs'
import SQLite from 'better-sqlite3'
import { Kysely, SqliteDialect, sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { SandboxStore } from '../src/index.js'
import { collect, listedPaths } from './support/contents.js'
import { makeStore } from './support/stores.js'
import { temporaryFolder } from './support/temporary-folder.js'

interface Database {
  user: { id: number }
  user_picture: ImageColumns & { user_id: number }
}

function open(file: string) {
  return new Kysely<Database>({ dialect: new SqliteDialect({ database: new SQLite(file) }) })
}

function imagesOf(db: Kysely<Database>, store: FileSystemStore | SandboxStore) {
  const images = kyselyImages({ db, store, legacyStore: store, resizer: new PngResizer(), keepRetired: 0 })
  return { db, store, images, pictures: images.attachment('user_picture', { owner: ['user_id'] }) }
}

/** Every file of a folder: its bytes, when it was written, and which file of the disk it is. */
async function snapshot(folder: string): Promise<unknown> {
  const names = (await readdir(folder, { recursive: true })).sort()
  return Promise.all(
    names.map(async name => {
      const place = join(folder, name)
      const { ino, mtimeMs, size } = await stat(place)
      const isFile = (await stat(place)).isFile()
      return { name, ino, mtimeMs, size, bytes: isFile ? (await readFile(place)).toString('base64') : undefined }
    }),
  )
}

/**
 * An application with pictures of users 1 to 4, the first with a thumbnail; user 5 has one of
 * SQLAlchemy-ImageAttach. Then a preview of it: a copy of the database, and a sandbox over its store.
 */
async function productionAndPreview(above: 'fs' | 'memory') {
  const folder = await temporaryFolder()
  const path = join(folder, 'images')
  const localStore = () => new FileSystemStore({ name: 'local', path, baseUrl: 'https://below.example.com/' })
  const production = imagesOf(open(join(folder, 'production.db')), localStore())
  const { db, pictures } = production
  await createLedger(db)
  await sql`create table user (id integer primary key)`.execute(db)
  await createImageTable(db, 'user_picture', {
    key: ['user_id'],
    columns: table => table.addColumn('user_id', 'integer', column => column.notNull().references('user.id')),
  })
  for (const id of [1, 2, 3, 4, 5, 6]) await db.insertInto('user').values({ id }).execute()
  for (const id of [1, 2, 3, 4]) await pictures.of({ user_id: id }).fromBlob(examplePng(40 + id, 30))
  await pictures.of({ user_id: 1 }).generateThumbnail({ width: 20 })
  // A sandbox reads the ancestor's layout if both of its stores do.
  if (above === 'fs') await writeAncestorsPicture(db, path)

  await sql`vacuum into ${join(folder, 'preview.db')}`.execute(db)
  const sandbox = new SandboxStore({ underlying: localStore(), overriding: await makeStore[above]('above') })
  return { production, preview: imagesOf(open(join(folder, 'preview.db')), sandbox), path }
}

async function writeAncestorsPicture(db: Kysely<Database>, path: string): Promise<void> {
  await sql`insert into user_picture (user_id, width, height, mimetype, original, created_at)
    values (5, 45, 30, 'image/png', 1, '2020-01-01 00:00:00.000000')`.execute(db)
  const place = join(path, 'user-picture/5/0/5.45x30.png')
  await mkdir(dirname(place), { recursive: true })
  await writeFile(place, examplePng(45, 30))
}

describe.each(['fs', 'memory'] as const)('a preview on a copy of the database, its sandbox on %s', above => {
  it('reads every picture of production, and finds nothing wrong with any row', async () => {
    const { preview } = await productionAndPreview(above)

    const original = await preview.pictures.of({ user_id: 2 }).requireOriginal()
    const problems = (await collect(preview.images.verify({ checksums: true }))).filter(
      ({ kind }) => kind === 'problem',
    )

    expect(await original.makeBlob()).toEqual(examplePng(42, 30))
    expect(original.url).toMatch(/^https:\/\/below\.example\.com\//)
    expect(problems).toEqual([])
  })

  it('leaves every byte of production as it was, whatever it does', async () => {
    const { production, preview, path } = await productionAndPreview(above)
    const { images, pictures } = preview
    // Production goes on: the copy of its database does not know this picture.
    const later = await production.pictures.of({ user_id: 6 }).fromBlob(examplePng(46, 30))
    await production.images.settled()
    const before = await snapshot(path)

    await pictures.of({ user_id: 6 }).fromBlob(examplePng(50, 30))
    await pictures.of({ user_id: 1 }).fromBlob(examplePng(51, 30), { thumbnails: [{ width: 10 }] })
    await pictures.of({ user_id: 2 }).fromBlob(examplePng(42, 30, 7))
    await pictures.of({ user_id: 3 }).remove()
    await pictures.of({ user_id: 4 }).generateThumbnail({ width: 10 })
    await images.settled()
    const swept = await collect(images.sweep({ minAge: 0 }))
    await collect(images.reap())
    await collect(images.purge())
    await images.settled()

    expect(await snapshot(path)).toEqual(before)
    expect(swept.filter(event => event.kind === 'file')).toEqual([])
    const sandbox = preview.store as SandboxStore
    expect(await sandbox.stat?.(fileOf(later.path))).toMatchObject({ path: later.path })
    expect(await collect(images.verify({ checksums: true }))).not.toContainEqual(
      expect.objectContaining({ kind: 'problem' }),
    )
  })

  it('settles garbage of its own, and none of the store below', async () => {
    const { preview, path } = await productionAndPreview(above)
    const sandbox = preview.store as SandboxStore
    const known = await preview.pictures.of({ user_id: 1 }).requireOriginal()
    const own = fileOf(known.path.replace(/[^/]+$/, 'own.png'))
    const below = fileOf(known.path.replace(/[^/]+$/, 'below.png'))
    await sandbox.overriding.putFile(examplePng(5, 5), own)
    await sandbox.underlying.putFile(examplePng(6, 6), below)
    const before = await snapshot(path)

    const swept = await collect(preview.images.sweep({ minAge: 0 }))

    expect(swept.filter(event => event.kind === 'file')).toMatchObject([{ path: own.path, outcome: 'deleted' }])
    expect(await snapshot(path)).toEqual(before)
    expect(await sandbox.stat?.(below)).toBeDefined()
  })

  it('writes rows that production could read, and shows their files from its own store', async () => {
    const { preview } = await productionAndPreview(above)

    const image = await preview.pictures.of({ user_id: 6 }).fromBlob(examplePng(50, 30))

    const row = await preview.db.selectFrom('user_picture').selectAll().where('user_id', '=', 6).executeTakeFirst()
    expect(row?.store).toBe('local')
    expect(image.url).toMatch(/^https:\/\/above\.example\.com\//)
  })
})

describe('a preview of an application that came from SQLAlchemy-ImageAttach', () => {
  it('reads, and removes without touching them, the files in the layout of the ancestor', async () => {
    const { preview, path } = await productionAndPreview('fs')
    const before = await snapshot(path)
    const picture = preview.pictures.of({ user_id: 5 })
    const original = await picture.requireOriginal()
    expect(await original.makeBlob()).toEqual(examplePng(45, 30))

    await picture.remove()
    await preview.images.settled()
    await collect(preview.images.purge())

    expect(await snapshot(path)).toEqual(before)
    await expect(original.makeBlob()).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    const sandbox = preview.store as SandboxStore
    expect(await listedPaths(sandbox, 'user-picture/')).toEqual([])
  })
})

function fileOf(path: string) {
  return { path, objectType: 'user-picture', objectId: undefined, width: 0, height: 0, mimetype: 'image/png' }
}
