import type { Key } from '@imageattach/core'
import type { Playground } from '../playground.js'

/** What a row of either table tells of its file. */
export interface KnownRow {
  readonly key: Key
  readonly path: string
  readonly store: string
  readonly original: boolean
  readonly byteSize: number
}

/** All image rows, read with plain Kysely. */
export async function readRows({ db }: Pick<Playground, 'db'>): Promise<readonly KnownRow[]> {
  const columns = ['path', 'store', 'original', 'byte_size'] as const
  const pictures = await db
    .selectFrom('user_picture')
    .select([...columns, 'user_id'])
    .execute()
  const photos = await db
    .selectFrom('post_photo')
    .select([...columns, 'post_id', 'order_index'])
    .execute()
  return [...pictures, ...photos].map(({ path, store, original, byte_size, ...key }) => ({
    key,
    path,
    store,
    original: Boolean(original),
    byteSize: Number(byte_size),
  }))
}
