import type { SizeRequest } from '@imageattach/core'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { MigrationSettings } from './migration.js'
import type { Playground } from './playground.js'
import type { ResizerName, StoreName } from './protocol.js'
import type { Upload } from './set-actions.js'

/** The library that the page wants the resizing done with. */
export function readResizer(c: Context): ResizerName {
  const name = c.req.query('resizer') ?? 'sharp'
  if (name === 'sharp' || name === 'jimp') return name
  throw new HTTPException(400, { message: 'resizer is sharp or jimp' })
}

/** The body is the file, just as it is: nothing is buffered before ImageAttach reads it. */
export function readUpload(c: Context): Upload {
  const { body, signal } = c.req.raw
  return {
    file: body ?? new Uint8Array(0),
    filename: readFilename(c.req.header('x-filename')),
    mimetype: c.req.header('content-type'),
    signal,
  }
}

/** `'order_index'` of the path; as long as it is a number, ImageAttach says what is wrong with it. */
export function readOrderIndex(c: Context): number {
  const text = c.req.param('orderIndex') ?? ''
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new HTTPException(404, { message: 'Photos are counted in whole numbers' })
}

/** What the visitor typed is handed over as it is: refusing nonsense is the business of ImageAttach. */
export async function readSizeRequest(c: Context): Promise<SizeRequest> {
  const json: unknown = await c.req.json().catch(() => undefined)
  if (typeof json !== 'object' || json === null) throw new HTTPException(400, { message: 'Send { "width": 150 }' })
  return json as SizeRequest // checked by every verb that takes one
}

/** A store that is there. */
export function readStoreName({ stores }: Playground, name: unknown): StoreName {
  const found = stores.all.find(store => store.name === name)
  if (found) return found.name
  throw new HTTPException(404, { message: 'There is no such store' })
}

/** From where to where, and how fast; whether that makes sense is judged by ImageAttach. */
export async function readMigrationSettings(c: Context, playground: Playground): Promise<MigrationSettings> {
  const { from, to, dryRun } = await readFields(c)
  return {
    from: readStoreName(playground, from),
    to: readStoreName(playground, to),
    dryRun: dryRun === true,
    filesPerSecond: await readPace(c),
  }
}

/** Images a second; `null` for as fast as it can. */
export async function readPace(c: Context): Promise<number | null> {
  const { filesPerSecond } = await readFields(c)
  return typeof filesPerSecond === 'number' ? filesPerSecond : null
}

async function readFields(c: Context): Promise<Readonly<Record<string, unknown>>> {
  const json: unknown = await c.req.json().catch(() => undefined)
  return typeof json === 'object' && json !== null ? { ...json } : {}
}

function readFilename(header: string | undefined): string | undefined {
  if (!header) return undefined
  try {
    return decodeURIComponent(header).slice(0, 255)
  } catch {
    throw new HTTPException(400, { message: 'x-filename must be percent-encoded' })
  }
}
