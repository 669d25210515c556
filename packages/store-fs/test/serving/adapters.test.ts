import { describe, expect, it } from 'vitest'
import { ask, type RawRequest } from './support/ask.js'
import { path, prefix, servedStore, target } from './support/served-store.js'
import { adapterNames, adapters, elsewhere } from './support/servers.js'

describe.each(adapterNames)('files served by %s', name => {
  async function serve() {
    const { store, ...served } = await servedStore()
    const port = await adapters[name](store, { prefix })
    return { ...served, ask: (request: Partial<RawRequest> = {}) => ask(port, { target, ...request }) }
  }

  it('come whole, with headers that let nothing in them run', async () => {
    const { ask, bytes } = await serve()

    const { status, headers, body } = await ask({ target: `${target}?_ts=20210203040506000789` })

    expect(status).toBe(200)
    expect(body.equals(bytes)).toBe(true)
    const { date, connection, 'keep-alive': _, 'x-powered-by': __, ...ours } = headers
    expect(ours).toEqual({
      'accept-ranges': 'bytes',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-length': '1000',
      'content-security-policy': "default-src 'none'; sandbox",
      'content-type': 'image/jpeg',
      'cross-origin-resource-policy': 'same-origin',
      etag: `"${path}"`,
      'last-modified': expect.stringMatching(/ GMT$/),
      'x-content-type-options': 'nosniff',
    })
  })

  it('come in part to a Range', async () => {
    const { ask, bytes } = await serve()

    const { status, headers, body } = await ask({ headers: { Range: 'bytes=100-299' } })

    expect(status).toBe(206)
    expect(headers).toMatchObject({ 'content-range': 'bytes 100-299/1000', 'content-length': '200' })
    expect(body.equals(bytes.subarray(100, 300))).toBe(true)
  })

  it('are not sent for a Range past their end', async () => {
    const { ask } = await serve()

    const { status, headers, body } = await ask({ headers: { Range: 'bytes=1000-' } })

    expect(status).toBe(416)
    expect(headers['content-range']).toBe('bytes */1000')
    expect(body).toHaveLength(0)
  })

  it('are not sent again to a client that has them', async () => {
    const { ask } = await serve()
    const { headers } = await ask()

    const again = await ask({ headers: { 'If-None-Match': headers.etag ?? '' } })

    expect(again.status).toBe(304)
    expect(again.body).toHaveLength(0)
    for (const name of ['etag', 'last-modified', 'cache-control']) expect(again.headers[name]).toBe(headers[name])
    expect(again.headers['content-type']).toBeUndefined()
  })

  it('are described to HEAD by the headers of GET', async () => {
    const { ask } = await serve()
    const { headers } = await ask()

    const head = await ask({ method: 'HEAD', headers: { Range: 'bytes=0-9' } })

    expect(head.status).toBe(200)
    expect(head.body).toHaveLength(0)
    expect({ ...head.headers, date: '' }).toEqual({ ...headers, date: '' })
  })

  it('tell OPTIONS which methods there are', async () => {
    const { ask } = await serve()

    const { status, headers, body } = await ask({ method: 'OPTIONS' })

    expect(status).toBe(204)
    expect(headers.allow).toBe('GET, HEAD, OPTIONS')
    expect(body).toHaveLength(0)
  })

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'PROPFIND'])('refuse %s', async method => {
    const { ask } = await serve()

    const { status, headers } = await ask({ method, headers: { 'Content-Length': '0' } })

    expect(status).toBe(405)
    expect(headers.allow).toBe('GET, HEAD, OPTIONS')
  })

  it('leave everything else to the application', async () => {
    const { ask } = await serve()

    for (const other of ['/', '/pictures', `/other${target}`, `/%70ictures/${path}`]) {
      expect((await ask({ target: other })).status, other).toBe(name === 'fetch' ? 404 : elsewhere)
    }
  })

  it('that do not exist are answered by 404, which nobody keeps', async () => {
    const { ask } = await serve()

    const { status, headers } = await ask({ target: target.replace('640', '641') })

    expect(status).toBe(404)
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
  })
})
