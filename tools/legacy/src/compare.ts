import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { type Image, legacyObjectPath, legacySuffixes, type Resizer } from '@imageattach/core'
import { type KyselyImages, kyselyImages } from '@imageattach/kysely'
import { FileSystemStore } from '@imageattach/store-fs'
import type { Kysely } from 'kysely'
import type { Database } from './databases.ts'
import { describeRow, type Expected, type ExpectedRow } from './expected.ts'

/** A library that reads the fixture. */
export interface LegacyImages {
  readonly images: KyselyImages<Database>
  imagesOf(row: ExpectedRow): Promise<readonly Image[]>
}

/** ImageAttach on a database with the fixture's rows and on the folder with its files. */
export function openImages(db: Kysely<Database>, folder: string, { base_url: baseUrl }: Expected): LegacyImages {
  const legacyStore = new FileSystemStore({ name: 'legacy', path: join(folder, 'legacy-store'), baseUrl })
  const images = kyselyImages({ db, legacyStore, resizer: noResizer })
  const pictures = images.attachment('user_picture', { owner: ['user_id'] })
  const photos = images.attachment('post_photo', {
    owner: ['post_id'],
    discriminator: ['order_index'],
    // As the application computed it in Python.
    objectId: ({ post_id, order_index }) => (post_id + order_index) ** 2 + post_id,
  })
  return {
    images,
    imagesOf({ table, pk: { user_id = 0, post_id = 0, order_index = 0 } }) {
      if (table === 'user_picture') return pictures.of({ user_id }).images()
      return photos.of({ post_id }).getImageSet({ order_index }).images()
    },
  }
}

/** Everything that is not as it was for Python, in words. */
export async function compare(
  db: Kysely<Database>,
  { imagesOf }: LegacyImages,
  { rows, base_url: baseUrl }: Expected,
): Promise<readonly string[]> {
  const differences: string[] = []
  for (const row of rows) {
    const image = (await imagesOf(row)).find(({ width, height }) => width === row.width && height === row.height)
    if (image) differences.push(...(await differencesOf(row, image, baseUrl)))
    else differences.push(`${describeRow(row)}: not found`)
  }
  for (const table of ['user_picture', 'post_photo'] as const) {
    const found = (await db.selectFrom(table).select('width').execute()).length
    const expected = rows.filter(row => row.table === table).length
    if (found !== expected) differences.push(`${table}: ${found} rows, expected ${expected}`)
  }
  return differences
}

async function differencesOf(row: ExpectedRow, image: Image, baseUrl: string): Promise<readonly string[]> {
  const bytes = await image.makeBlob().catch((error: unknown) => String(error))
  const { object_type: objectType, object_id: objectId, path, width, height, mimetype } = row
  const key = { path: '', objectType, objectId, width, height, mimetype }
  const compared: readonly (readonly [what: string, actual: unknown, expected: unknown])[] = [
    ['mimetype', image.mimetype, mimetype],
    ['original', image.original, row.original],
    ['created_at', image.createdAt.getTime(), new Date(`${row.created_at}Z`).getTime()],
    ['url', image.url, row.url],
    ['html', image.toHtml(), row.html],
    ['path', decodeURIComponent(image.url.slice(baseUrl.length).split('?')[0] ?? ''), path],
    // In S3 the size is the name of the file, and its folder the id.
    ['S3 key', `${legacyObjectPath(key)}${legacySuffixes(mimetype)[0]}`, s3KeyOf(row)],
    ['bytes', bytes.length, row.bytes],
    ['sha256', typeof bytes === 'string' ? bytes : sha256(bytes), row.sha256],
  ]
  return compared
    .filter(([, actual, expected]) => actual !== expected)
    .map(([what, actual, expected]) => `${describeRow(row)}: ${what} is ${actual}, expected ${expected}`)
}

function s3KeyOf({ object_type, object_id, width, height, path }: ExpectedRow): string {
  const size = `${width}x${height}`
  return `${object_type}/${object_id}/${path.slice(path.lastIndexOf(size))}`
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Nothing is decoded here. */
const noResizer: Resizer = {
  name: 'none',
  inputs: [],
  outputs: [],
  inspect: () => Promise.reject(new TypeError('Nothing is decoded here')),
  resize: () => Promise.reject(new TypeError('Nothing is resized here')),
}
