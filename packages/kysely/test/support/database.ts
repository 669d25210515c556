import type { Generated } from 'kysely'
import type { ImageColumns } from '../../src/index.js'

/** The tables that the tests use. */
export interface Database {
  user: { id: number | bigint | string; name: string }
  user_picture: ImageColumns & { user_id: number | bigint | string; caption: string | null }
  post: { id: number }
  post_photo: ImageColumns & { post_id: number; order_index: number }
  album: { id: string }
  album_cover: ImageColumns & { album_id: string }
  imageattach_ledger: { path: string; store: string; state: string; due: Generated<number | string> }
}
