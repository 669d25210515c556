import { FileNotFoundError } from '@imageattach/core'
import { Hono } from 'hono'
import type { Playground } from '../playground.js'

/**
 * Serves the files of the store. The path of a request is only compared with the paths of rows, undecoded: it never
 * reaches the disk itself, so there is nothing to climb out of.
 */
export function fileRoutes(playground: Playground): Hono {
  const { db, store } = playground
  return new Hono().get('/*', async c => {
    const path = new URL(c.req.url).pathname.slice('/files/'.length)
    const row = (await find('user_picture', path)) ?? (await find('post_photo', path))
    if (!row) return c.notFound()
    c.header('Content-Type', row.mimetype)
    c.header('Content-Length', String(row.byte_size))
    // Written once, so that what a browser has it may keep.
    c.header('Cache-Control', 'public, max-age=31536000, immutable')
    c.header('X-Content-Type-Options', 'nosniff')
    c.header('Content-Security-Policy', "default-src 'none'; sandbox")
    c.header('Cross-Origin-Resource-Policy', 'same-origin')
    if (c.req.method === 'HEAD') return c.body(null)
    try {
      const { width, height, mimetype } = row
      const key = { path: row.path, objectType: '', objectId: undefined, width, height, mimetype }
      return c.body(await store.getFile(key))
    } catch (error) {
      // The image was removed, and its file, since the row was read.
      if (error instanceof FileNotFoundError) return c.notFound()
      throw error
    }
  })

  async function find(table: 'user_picture' | 'post_photo', path: string) {
    if (path === '') return undefined
    return db
      .selectFrom(table)
      .select(['path', 'mimetype', 'width', 'height', 'byte_size'])
      .where('path', '=', path)
      .executeTakeFirst()
  }
}
