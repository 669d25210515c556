import { createServer } from 'node:http'
import { exampleBytes, exampleKey, storeContract, testContract } from '@imageattach/contracts'
import express from 'express'
import Fastify from 'fastify'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { HttpExposedFileSystemStore, type HttpExposedFileSystemStoreOptions } from '../../src/index.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { ask } from './support/ask.js'
import { listen } from './support/servers.js'

const key = exampleKey({ path: 'one/a/aa/aa1.120x80.jpg' })
const target = `/__images__/${key.path}`

async function exposed(options: Partial<HttpExposedFileSystemStoreOptions> = {}) {
  const store = new HttpExposedFileSystemStore({ path: await temporaryFolder(), ...options })
  await store.putFile(exampleBytes(10), key)
  return store
}

describe('HttpExposedFileSystemStore', () => {
  testContract({ describe, it }, storeContract, {
    capabilities: ['range', 'list', 'stat'],
    create: async () =>
      new HttpExposedFileSystemStore({ path: await temporaryFolder(), hostUrl: 'https://www.example.com' }),
  })

  it('gives URLs that are right on every page of its host', async () => {
    expect((await exposed()).getUrl(key)).toBe(target)
    expect((await exposed({ prefix: '/pictures/of/' })).getUrl(key)).toBe(`/pictures/of/${key.path}`)
  })

  it('puts before them the host that it is told', async () => {
    expect((await exposed({ hostUrl: 'https://www.example.com' })).getUrl(key)).toBe(`https://www.example.com${target}`)
    expect((await exposed({ hostUrl: 'https://example.com/app/' })).getUrl(key)).toBe(
      `https://example.com/app${target}`,
    )
  })

  it('asks for the host each time, if it is told whom', async () => {
    let host = 'https://one.example.com'
    const store = await exposed({ hostUrl: () => host })

    expect(store.getUrl(key)).toBe(`https://one.example.com${target}`)
    host = 'https://two.example.com'
    expect(store.getUrl(key)).toBe(`https://two.example.com${target}`)
  })

  it('keeps the hosts of concurrent requests apart', async () => {
    const store = await exposed({ hostUrl: 'https://www.example.com' })

    const urls = await Promise.all(
      ['one', 'two'].map(name =>
        store.hostContext(`https://${name}.example.com`, async () => {
          await Promise.resolve()
          return store.getUrl(key)
        }),
      ),
    )

    expect(urls).toEqual([`https://one.example.com${target}`, `https://two.example.com${target}`])
    expect(store.getUrl(key)).toBe(`https://www.example.com${target}`)
  })

  it('has its URLs made while images are loaded, when it is known for which host', async () => {
    expect((await exposed()).hasPlainUrls).toBe(false)
  })

  it('learns no host from a request', async () => {
    const store = await exposed()
    const port = await listen(createServer(store.serveNode()))

    const { status } = await ask(port, {
      target,
      headers: { Host: 'evil.example.com', 'X-Forwarded-Host': 'evil.example.com' },
    })

    expect(status).toBe(200)
    expect(store.getUrl(key)).toBe(target)
  })

  it.each([
    'www.example.com',
    '//www.example.com',
    'ftp://www.example.com',
    'javascript:alert(1)',
    'https://www.example.com/?a=',
    'https://www.example.com/#',
    'https://user@www.example.com',
    'https://a b',
    '/',
  ])('refuses the host URL %j', async bad => {
    await expect(exposed({ hostUrl: bad })).rejects.toThrow(TypeError)
    const store = await exposed({ hostUrl: () => bad })
    expect(() => store.getUrl(key)).toThrow(TypeError)
    expect(() => store.hostContext(bad, () => 0)).toThrow(TypeError)
  })

  it('serves its URLs by node:http', async () => {
    const store = await exposed()
    const port = await listen(createServer(store.serveNode()))

    expect((await ask(port, { target: store.getUrl(key) })).status).toBe(200)
    expect((await ask(port, { target: '/' })).status).toBe(404)
  })

  it('serves its URLs by Express, wherever it is mounted', async () => {
    const store = await exposed({ prefix: '/site/pictures' })
    const app = express()
    const site = express.Router()
    site.use('/pictures', store.serveNode())
    app.use('/site', site)
    const port = await listen(createServer(app))

    expect((await ask(port, { target: store.getUrl(key) })).status).toBe(200)
    expect((await ask(port, { target: '/site/pictures/absent.jpg' })).status).toBe(404)
  })

  it('serves its URLs by Fastify', async () => {
    const store = await exposed()
    const fastify = Fastify()
    await fastify.register(store.serveFastify())
    await fastify.ready()
    const port = await listen(fastify.server)

    expect((await ask(port, { target: store.getUrl(key) })).status).toBe(200)
  })

  it('serves its URLs by Hono, and by any function of requests', async () => {
    const store = await exposed()
    const app = new Hono().use(store.serveHono())

    const responses = [await app.request(store.getUrl(key))]
    responses.push(await store.serveFetch()(new Request(`https://www.example.com${store.getUrl(key)}`)))

    expect(responses.map(({ status }) => status)).toEqual([200, 200])
  })

  it('serves with the options that it was given', async () => {
    const store = await exposed({ cors: true })

    const response = await store.serveFetch()(new Request(`https://www.example.com${target}`))

    expect(response.headers.get('access-control-allow-origin')).toBe('*')
  })
})
