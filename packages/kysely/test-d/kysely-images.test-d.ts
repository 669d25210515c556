/**
 * What must compile, and what must not. The compiler is the test: an expected error that does not come is an error.
 */
import type { Image, ImageSet, LoadedImageSet, MultipleImageSet, Resizer, Store } from '@imageattach/core'
import type { ColumnType, Generated, Kysely, Selectable, Transaction } from 'kysely'
import { type ImageColumns, kyselyImages } from '../src/index.js'

interface Database {
  user: { id: Generated<number>; name: string }
  user_picture: ImageColumns & { user_id: number; caption: string | null }
  post_photo: ImageColumns & { post_id: bigint; order_index: number }
  seat_photo: ImageColumns & { row: string; seat: number }
  generated_picture: GeneratedColumns & { user_id: number }
  camel_picture: CamelColumns & { userId: number }
  broken: Omit<ImageColumns, 'mimetype'> & { user_id: number }
  wrong: Omit<ImageColumns, 'path'> & { path: number; user_id: number }
}

/** As a generator of types would write them. */
interface GeneratedColumns {
  width: number
  height: number
  mimetype: string
  original: Generated<number>
  created_at: ColumnType<Date, string, never>
  path: Generated<string>
  source: Generated<string>
  store: Generated<string>
  variant: Generated<string>
  byte_size: string | null
  checksum: string | null
  placeholder: string | null
  filename: string | null
  metadata: string | null
}

type CamelColumns = Omit<ImageColumns, 'created_at' | 'byte_size'> & {
  createdAt: ImageColumns['created_at']
  byteSize: ImageColumns['byte_size']
}

declare const db: Kysely<Database>
declare const trx: Transaction<Database>
declare const otherTrx: Transaction<{ other: { id: number } }>
declare const store: Store
declare const resizer: Resizer
declare const bytes: Uint8Array

type Equal<TLeft, TRight> = (<T>() => T extends TLeft ? 1 : 2) extends <T>() => T extends TRight ? 1 : 2 ? true : false
function expectTrue<TValue extends true>(): TValue | undefined {
  return undefined
}

const images = kyselyImages({ db, store, resizer })
const pictures = images.attachment('user_picture', { owner: ['user_id'] })
const photos = images.attachment('post_photo', { owner: ['post_id'], discriminator: ['order_index'] })
const seats = images.attachment('seat_photo', {
  owner: ['row', 'seat'],
  objectId: key => key.seat * 100 + key.row.length,
})
images.attachment('generated_picture', { owner: ['user_id'] })
images.attachment('camel_picture', { owner: ['userId'] }).of({ userId: 1 })

// A table without discriminator gives a single set, one with a discriminator several.
const picture = pictures.of({ user_id: 1 })
const several = photos.of({ post_id: 1n })
const one = several.getImageSet({ order_index: 1 })
seats.of({ row: 'A', seat: 1 })
export const shapes: readonly [ImageSet, MultipleImageSet, ImageSet] = [
  picture as unknown as ImageSet,
  several as unknown as MultipleImageSet,
  one as unknown as ImageSet,
]

export async function verbs(): Promise<void> {
  const image = await picture.fromBlob(bytes, { columns: { caption: 'x' } })
  expectTrue<Equal<typeof image, Image<Selectable<Database['user_picture']>>>>()
  const caption: string | null = image.row.caption
  await picture.using(trx).generateThumbnail({ width: 150 })
  await pictures.using(db).of({ user_id: 1 }).remove()
  await images.transaction(async open => {
    await pictures.using(open).of({ user_id: 1 }).findOrGenerate({ ratio: 0.5 })
    return caption
  })

  const users = await db.selectFrom('user').selectAll().execute()
  const page = await pictures.load(users, user => ({ user_id: user.id }))
  const loaded: LoadedImageSet<Selectable<Database['user_picture']>> | undefined = users[0] && page.get(users[0])
  loaded?.thumbnail({ width: 150 })?.imgProps({ alt: '' })
  const rows = await db.selectFrom('user_picture').select(['user_id', 'created_at']).execute()
  await pictures.load(rows)
  const icons = await pictures.loadThumbnails(rows, { width: 32 })
  const icon: Image<Selectable<Database['user_picture']>> | undefined = rows[0] && icons.get(rows[0])
  icon?.imgProps({ alt: '' })
  await pictures.loadThumbnails(users, { ratio: 0.5 }, user => ({ user_id: user.id }))
  await db.deleteFrom('user_picture').where('width', '=', 1).execute()
}

export async function mistakes(): Promise<void> {
  // @ts-expect-error an unknown table
  images.attachment('user_pictures', { owner: ['user_id'] })
  // @ts-expect-error a table without images
  images.attachment('user', { owner: ['id'] })
  // @ts-expect-error table "broken": image column "mimetype" is missing or has another type
  images.attachment('broken', { owner: ['user_id'] })
  // @ts-expect-error table "wrong": image column "path" is missing or has another type
  images.attachment('wrong', { owner: ['user_id'] })
  // @ts-expect-error an unknown owner column
  images.attachment('user_picture', { owner: ['userid'] })
  // @ts-expect-error an image column is no owner
  images.attachment('user_picture', { owner: ['width'] })
  // @ts-expect-error no owner at all
  images.attachment('user_picture', { owner: [] })
  // @ts-expect-error an unknown discriminator
  images.attachment('post_photo', { owner: ['post_id'], discriminator: ['page'] })
  // @ts-expect-error an owner column is no discriminator
  images.attachment('post_photo', { owner: ['post_id'], discriminator: ['post_id'] })
  // @ts-expect-error a composite key without objectId
  images.attachment('seat_photo', { owner: ['row', 'seat'] })
  // @ts-expect-error the id of another type
  pictures.of({ user_id: '1' })
  // @ts-expect-error the key of another table
  pictures.of({ post_id: 1n })
  // @ts-expect-error half a composite key
  seats.of({ row: 'A' })
  // @ts-expect-error an unknown discriminator value
  several.getImageSet({ page: 1 })
  // @ts-expect-error a verb of a single set on several
  several.fromBlob(bytes)
  // @ts-expect-error both width and ratio
  await picture.generateThumbnail({ width: 150, ratio: 0.5 })
  // @ts-expect-error no size
  await picture.findThumbnail({})
  // @ts-expect-error the transaction of another schema
  pictures.using(otherTrx)
  // @ts-expect-error a column that the table does not have
  await picture.fromBlob(bytes, { columns: { title: 'x' } })
  // @ts-expect-error a column that is ours
  await picture.fromBlob(bytes, { columns: { path: 'x' } })
  // @ts-expect-error text is no image
  await picture.fromBlob('text')
  // @ts-expect-error users have no user_id: a mapping is needed
  await pictures.load(await db.selectFrom('user').selectAll().execute())
  // @ts-expect-error the same for one size
  await pictures.loadThumbnails(await db.selectFrom('user').selectAll().execute(), { width: 32 })
  // @ts-expect-error no size
  await pictures.loadThumbnails([{ user_id: 1 }], {})
  // @ts-expect-error alt is required
  ;(await picture.requireOriginal()).imgProps({})
  // @ts-expect-error a promise is no URL
  const url: string = picture.locate()
  const insert = db.insertInto('user_picture')
  // @ts-expect-error image columns are not inserted by hand
  await insert.values({ user_id: 1, path: url }).execute()
  // @ts-expect-error nor updated
  await db.updateTable('user_picture').set({ mimetype: 'image/png' }).execute()
}
