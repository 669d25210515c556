import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { exampleKey } from '@imageattach/contracts'
import { StoreUnavailableError } from '@imageattach/core'
import { describe, expect, it } from 'vitest'
import { createFileServer, type FileAnswer, type ServableStore, type ServeOptions } from '../../src/http.js'
import { legacyTarget, path, prefix, putByHand, servedStore, target } from './support/served-store.js'

interface Question {
  readonly method?: string
  readonly target?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Asks the one function behind all adapters, and closes what it opens. */
async function answerOf(store: ServableStore, question: Question = {}, options: Partial<ServeOptions> = {}) {
  const { headers = {}, ...request } = question
  const server = createFileServer(store, { prefix, ...options })
  const answer = await server({ method: 'GET', target, ...request, header: name => headers[name] })
  return answer && { ...answer, body: await bodyOf(answer) }
}

async function bodyOf({ body }: FileAnswer): Promise<Buffer | undefined> {
  if (body === undefined || body instanceof Uint8Array) return body && Buffer.from(body)
  const parts: Uint8Array[] = []
  for (;;) {
    const part = await body.next(new Uint8Array(64 * 1024))
    if (part.length === 0) break
    parts.push(part)
  }
  await body.close()
  return Buffer.concat(parts)
}

/** A store that has no more than what `serveNode` needs of one. */
function plain(store: ServableStore): ServableStore {
  return {
    name: 'plain',
    readsLegacyLayout: true,
    stat: key => store.stat(key),
    getFile: (...args) => store.getFile(...args),
  }
}

describe.each([
  ['the folder itself', (store: ServableStore) => store],
  ['stat and getFile', plain],
])('a file served by %s', (_, by) => {
  it.each([0, 1, 1000, 128 * 1024, 128 * 1024 + 1, 1_000_000])('comes whole, when it has %d bytes', async length => {
    const { store, bytes } = await servedStore(new Uint8Array(length).map((_byte, index) => index * 7 + (index >> 8)))

    const answer = await answerOf(by(store))

    expect(answer).toMatchObject({ status: 200, headers: { 'Content-Length': String(length) } })
    expect(answer?.body?.equals(bytes)).toBe(true)
  })

  it.each([
    ['bytes=0-', 0, 1_000_000],
    ['bytes=-1', 999_999, 1_000_000],
    ['bytes=500000-', 500_000, 1_000_000],
    ['bytes=10-500009', 10, 500_010],
    ['bytes=999000-2000000', 999_000, 1_000_000],
  ])('comes in part to %s', async (range, start, end) => {
    const { store, bytes } = await servedStore(
      new Uint8Array(1_000_000).map((_byte, index) => index * 7 + (index >> 8)),
    )

    const answer = await answerOf(by(store), { headers: { range } })

    expect(answer).toMatchObject({
      status: 206,
      headers: { 'Content-Range': `bytes ${start}-${end - 1}/1000000`, 'Content-Length': String(end - start) },
    })
    expect(answer?.body?.equals(bytes.subarray(start, end))).toBe(true)
  })

  it('comes whole to a Range with a stale If-Range, and to several ranges', async () => {
    const { store } = await servedStore()

    for (const headers of [
      { range: 'bytes=0-9', 'if-range': '"another"' },
      { range: `bytes=${'0-,'.repeat(5000)}0-` },
      { range: 'bytes=a-b' },
    ]) {
      expect(await answerOf(by(store), { headers })).toMatchObject({
        status: 200,
        headers: { 'Content-Length': '1000' },
      })
    }
    const fresh = { range: 'bytes=0-9', 'if-range': `"${path}"` }
    expect(await answerOf(by(store), { headers: fresh })).toMatchObject({ status: 206 })
  })

  it('is not sent again to a client that has it, unless it is gone', async () => {
    const { store } = await servedStore()
    const headers = { 'if-none-match': `"${path}"` }

    const known = await answerOf(by(store), { headers })
    await store.deleteFile(exampleKey({ path }))
    const gone = await answerOf(by(store), { headers })

    expect(known).toMatchObject({ status: 304, body: undefined, headers: { ETag: `"${path}"` } })
    expect(gone?.status).toBe(404)
  })

  it('is not sent when a condition fails', async () => {
    const { store } = await servedStore()

    const answer = await answerOf(by(store), { headers: { 'if-match': '"another"' } })

    expect(answer).toMatchObject({ status: 412, body: undefined, headers: { 'Content-Length': '0' } })
  })

  it('of SQLAlchemy-ImageAttach has a weak tag, an hour, and no resuming', async () => {
    const { store, folder } = await servedStore()
    await putByHand(folder, 'album-cover/73/0/73.640x427.jpe', 'one')
    const first = await answerOf(by(store), { target: legacyTarget })
    await putByHand(folder, 'album-cover/73/0/73.640x427.jpe', 'two')
    await utimes(join(folder, 'album-cover/73/0/73.640x427.jpe'), 1, 1)

    const etag = first?.headers.ETag ?? ''
    const second = await answerOf(by(store), { target: legacyTarget, headers: { 'if-none-match': etag } })
    const part = await answerOf(by(store), { target: legacyTarget, headers: { range: 'bytes=0-0', 'if-range': etag } })

    expect(etag).toMatch(/^W\/"/)
    expect(first?.headers).toMatchObject({ 'Cache-Control': 'public, max-age=3600', 'Content-Type': 'image/jpeg' })
    expect(second?.status).toBe(200)
    expect(second?.body?.toString()).toBe('two')
    expect(part?.status).toBe(200)
  })

  it('is found where Python had no suffix for its type, and shown as what it is', async () => {
    const { store, folder } = await servedStore()
    await putByHand(folder, 'album-cover/73/0/73.640x427None', 'a picture')

    const named = await answerOf(by(store), { target: `${prefix}album-cover/73/0/73.640x427.webp` })
    const unnamed = await answerOf(by(store), { target: `${prefix}album-cover/73/0/73.640x427None` })

    expect(named).toMatchObject({ status: 200, headers: { 'Content-Type': 'image/webp' } })
    expect(unnamed).toMatchObject({ status: 200, headers: { 'Content-Disposition': 'attachment' } })
  })
})

describe('the type of a served file', () => {
  it.each([
    ['a.jpg', 'image/jpeg'],
    ['a.png', 'image/png'],
    ['a.webp', 'image/webp'],
    ['a.gif', 'image/gif'],
    ['a.avif', 'image/avif'],
  ])('is told by the suffix of %s', async (name, mimetype) => {
    const { store, folder } = await servedStore()
    await putByHand(folder, name, '<script>')

    const answer = await answerOf(store, { target: prefix + name })

    expect(answer?.headers).toMatchObject({ 'Content-Type': mimetype, 'X-Content-Type-Options': 'nosniff' })
    expect(answer?.headers).not.toHaveProperty('Content-Disposition')
  })

  it.each(['a.svg', 'a.pdf', 'a.html', 'a.htm', 'a.js', 'a.xml', 'a.txt', 'a', 'a.jpg.html'])(
    'is that of a download for %s',
    async name => {
      const { store, folder } = await servedStore()
      await putByHand(folder, name, '<script>alert(1)</script>')

      const answer = await answerOf(store, { target: prefix + name })

      expect(answer?.headers).toMatchObject({
        'Content-Type': 'application/octet-stream',
        'Content-Disposition': 'attachment',
        'Content-Security-Policy': "default-src 'none'; sandbox",
        'X-Content-Type-Options': 'nosniff',
      })
    },
  )
})

describe('the options of serving', () => {
  it('let every site read the files, and say so before it asks', async () => {
    const { store } = await servedStore()

    const closed = await answerOf(store)
    const open = await answerOf(store, {}, { cors: true })
    const preflight = await answerOf(store, { method: 'OPTIONS' }, { cors: true })

    expect(closed?.headers).not.toHaveProperty('Access-Control-Allow-Origin')
    expect(open?.headers).toMatchObject({
      'Access-Control-Allow-Origin': '*',
      'Cross-Origin-Resource-Policy': 'cross-origin',
    })
    expect(preflight?.headers).toMatchObject({
      'Access-Control-Allow-Methods': 'GET, HEAD',
      'Access-Control-Allow-Headers': expect.stringContaining('Range'),
    })
  })

  it('let pages of the same site show them', async () => {
    const { store } = await servedStore()

    const answer = await answerOf(store, {}, { resourcePolicy: 'same-site' })

    expect(answer?.headers['Cross-Origin-Resource-Policy']).toBe('same-site')
  })

  it.each([
    [{ header: 'X-Accel-Redirect', to: '/files/' }, `/files/${path}`],
    [{ header: 'X-Accel-Redirect', to: '/files' }, `/files/${path}`],
    [{ header: 'X-Sendfile', to: '/srv/images' }, `/srv/images/${path}`],
    [{ header: 'X-Sendfile', to: '/srv/images/' }, `/srv/images/${path}`],
  ] as const)('hand the bytes over to the server in front: %j', async (handOver, value) => {
    const { store } = await servedStore()

    // Ranges and conditions are for whoever sends the bytes.
    const headers = { range: 'bytes=0-0', 'if-none-match': `"${path}"` }
    const answer = await answerOf(store, { headers }, { handOver })
    const absent = await answerOf(store, { target: `${prefix}shop/absent.jpg` }, { handOver })

    expect(answer).toMatchObject({
      status: 200,
      body: undefined,
      headers: { [handOver.header]: value, 'Content-Type': 'image/jpeg', 'X-Content-Type-Options': 'nosniff' },
    })
    expect(absent?.status).toBe(404)
    expect(absent?.headers).not.toHaveProperty(handOver.header)
  })

  it('hand over the file that there is, encoded for nginx', async () => {
    const { store, folder } = await servedStore()
    await putByHand(folder, 'été/73/0/73.640x427None', 'a picture')
    const request = { target: `${prefix}%C3%A9t%C3%A9/73/0/73.640x427.webp` }

    const answer = await answerOf(store, request, { handOver: { header: 'X-Accel-Redirect', to: '/files/' } })

    expect(answer?.headers).toMatchObject({
      'X-Accel-Redirect': '/files/%C3%A9t%C3%A9/73/0/73.640x427None',
      'Content-Type': 'image/webp',
    })
  })

  it.each(['..', '/a/../b/', 'a b', 'a//b', 'a%20b', 'a?b', '.well-known', 'a\\b'])('refuse the prefix %j', bad => {
    expect(() => createFileServer({} as ServableStore, { prefix: bad })).toThrow(TypeError) // never asked
  })

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuse a sendTimeout of %s', sendTimeout => {
    expect(() => createFileServer({} as ServableStore, { prefix, sendTimeout })).toThrow(RangeError) // never asked
  })

  it.each(['pictures', '/pictures', 'pictures/', '/pictures/'])('take %j for the same prefix', async form => {
    const { store } = await servedStore()

    expect(await answerOf(store, {}, { prefix: form })).toMatchObject({ status: 200 })
  })

  it('serve at the root', async () => {
    const { store } = await servedStore()

    expect(await answerOf(store, { target: `/${path}` }, { prefix: '/' })).toMatchObject({ status: 200 })
    expect(await answerOf(store, { target: '/' }, { prefix: '/' })).toMatchObject({ status: 404 })
  })
})

describe('a store that fails', () => {
  function failing(error: unknown): ServableStore {
    const fail = async () => {
      throw error
    }
    return { name: 'failing', stat: fail, getFile: fail }
  }

  function unavailable(reason: 'checksum' | 'unavailable' | 'denied'): StoreUnavailableError {
    return new StoreUnavailableError('secret: /srv/images', { storeName: 'failing', key: path, reason })
  }

  it.each([
    [unavailable('unavailable'), 503],
    [unavailable('denied'), 503],
    [unavailable('checksum'), 502],
    [new Error('secret'), 503],
  ])('with %s is answered by %d, and reported', async (error, status) => {
    const errors: unknown[] = []

    const answer = await answerOf(failing(error), {}, { onError: reported => errors.push(reported) })

    expect(answer?.status).toBe(status)
    expect(answer?.headers).toMatchObject({
      'Cache-Control': 'no-store',
      ...(status === 503 && { 'Retry-After': '5' }),
    })
    expect(answer?.body?.toString()).not.toContain('secret')
    expect(errors).toEqual([error])
  })

  it('after it told the size is answered in the same way, and the file closed', async () => {
    let closed = 0
    async function close() {
      closed += 1
    }
    const file = {
      path,
      byteSize: 10,
      modifiedAt: 0,
      close,
      bytes: async () => ({
        next: async () => {
          throw new Error('The disk is gone')
        },
        close,
      }),
    }
    const store: ServableStore = { ...failing(undefined), openServed: async () => file }

    const answer = await answerOf(store, {}, { onError: () => undefined })

    expect(answer?.status).toBe(503)
    expect(closed).toBe(1)
  })

  it('to give a file that it just knew is answered by 404', async () => {
    const { store } = await servedStore()
    const forgetful: ServableStore = { ...plain(store), getFile: key => store.getFile({ ...key, path: 'gone.jpg' }) }

    expect(await answerOf(forgetful)).toMatchObject({ status: 404 })
  })
})
