import { createImageTable, createLedger, type ImageColumns, kyselyImages } from '@imageattach/kysely'
import { sharpResizer } from '@imageattach/sharp'
import SQLite from 'better-sqlite3'
import { type Generated, Kysely, SqliteDialect } from 'kysely'
import sharp from 'sharp'
import { describe, expect, it, onTestFinished } from 'vitest'
import { serverWithStore } from './support/s3-server.js'

interface Database {
  user: { id: Generated<number>; name: string }
  user_picture: ImageColumns & { user_id: number }
}

async function application() {
  const { server, store } = await serverWithStore({ prefix: 'shop' })
  const db = new Kysely<Database>({ dialect: new SqliteDialect({ database: new SQLite(':memory:') }) })
  onTestFinished(() => db.destroy())
  await createLedger(db)
  await createImageTable(db, 'user_picture', {
    key: ['user_id'],
    columns: table => table.addColumn('user_id', 'integer', id => id.notNull()),
  })
  const images = kyselyImages({ db, store, resizer: sharpResizer(), keepRetired: 0 })
  return { server, images, pictures: images.attachment('user_picture', { owner: ['user_id'] }) }
}

/** As the page does it. */
async function upload({ url, fields }: { url: string; fields: Readonly<Record<string, string>> }, file: Blob) {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  form.set('file', file)
  return fetch(url, { method: 'POST', body: form })
}

async function photo(width: number, height: number): Promise<Uint8Array> {
  return sharp({ create: { width, height, channels: 3, background: 'teal' } })
    .jpeg()
    .toBuffer()
}

describe('an upload of a browser to S3', () => {
  it('comes from the form to the row, and nothing is left of where it waited', async () => {
    const { server, images, pictures } = await application()
    const bytes = await photo(300, 200)

    const { token, ...form } = await pictures.presignUpload({ mimetype: 'image/jpeg', maxBytes: 100_000 })
    expect((await upload(form, new Blob([new Uint8Array(bytes)]))).status).toBe(204)
    const prepared = await pictures.prepareUpload(token, { thumbnails: [{ width: 30 }] })
    const picture = await pictures.of({ user_id: 1 }).attach(prepared)
    await images.settled()

    expect(picture.size).toEqual({ width: 300, height: 200 })
    expect(await picture.makeBlob()).toEqual(new Uint8Array(bytes))
    const set = await pictures.of({ user_id: 1 }).load()
    expect(server.bucket('images').keys()).toHaveLength(2)
    expect(server.bucket('images').keys()).toContain(`shop/${set.thumbnail({ width: 30 })?.path}`)
  })

  it('is refused by the server if it is too long, and by us if it is no picture', async () => {
    const { server, images, pictures } = await application()

    const { token, ...form } = await pictures.presignUpload({ mimetype: 'image/jpeg', maxBytes: 1000 })
    expect((await upload(form, new Blob(['x'.repeat(1001)]))).status).toBe(400)
    await expect(pictures.prepareUpload(token)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    expect((await upload(form, new Blob(['<script>']))).status).toBe(204)
    await expect(pictures.prepareUpload(token)).rejects.toMatchObject({ code: 'UNSUPPORTED_MIME_TYPE' })
    await images.settled()

    expect(server.bucket('images').keys()).toEqual([])
    await expect(pictures.prepareUpload(token)).rejects.toMatchObject({ code: 'PREPARED_EXPIRED' })
  })

  it('waits where nobody can read it', async () => {
    const { pictures } = await application()
    const { fields, url } = await pictures.presignUpload({ mimetype: 'image/jpeg' })
    await upload({ fields, url }, new Blob([new Uint8Array(await photo(3, 2))]))

    expect((await fetch(`${url}/${fields.key}`)).status).toBe(403)
  })
})
