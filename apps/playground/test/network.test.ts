import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { State } from '../server/protocol.js'
import { type RunningPlayground, start } from '../server/start.js'
import { testPhoto } from './support/test-photo.js'

let data: string
let playground: RunningPlayground

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'playground-'))
  playground = await start({ data, web: import.meta.dirname, port: 0 })
})

afterAll(async () => {
  await playground[Symbol.asyncDispose]()
  await rm(data, { recursive: true })
})

describe('an upload whose connection breaks', () => {
  it('leaves neither row nor file', async () => {
    const photo = await testPhoto('png', 1200, 900)
    const socket = await open()
    socket.write(`PUT /api/picture HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${photo.length}\r\n\r\n`)
    socket.write(photo.subarray(0, photo.length >> 1))

    socket.destroy()

    await vi.waitFor(async () => expect((await state()).log[0]?.failure?.code).toBe('ABORTED'), 15_000)
    const { picture, files, agreement } = await state()
    expect(picture.images).toEqual([])
    expect(files).toEqual([])
    expect(agreement).toEqual({ rows: 0, files: 0, waiting: 0, problems: [] })
  })
})

describe('an upload whose visitor leaves while it is decoded', () => {
  it('leaves neither row nor file', async () => {
    const photo = await testPhoto('png', 2400, 1800)
    const socket = await open()
    const before = (await state()).log.length
    socket.write('PUT /api/picture?resizer=jimp HTTP/1.1\r\nHost: localhost\r\n')
    socket.write(`Content-Length: ${photo.length}\r\n\r\n`)
    await new Promise(resolve => socket.write(photo, resolve))

    socket.destroy()

    await vi.waitFor(async () => expect((await state()).log.length).toBeGreaterThan(before), 10_000)
    const { log, files, agreement } = await state()
    expect(log[0]?.failure?.code).toBe('ABORTED')
    expect(files).toEqual([])
    expect(agreement).toEqual({ rows: 0, files: 0, waiting: 0, problems: [] })
  })
})

describe('a path that leads elsewhere', () => {
  it.each([
    '/files/../playground.db',
    '/files/../../playground.db',
    '/files/%2e%2e/playground.db',
    '/files/..%2fplayground.db',
    '/files/..%5cplayground.db',
    '/files/..\\playground.db',
    '/files//etc/passwd',
    '/files/./../playground.db',
    '/files/%00',
    '/files/%c0%ae%c0%ae/playground.db',
    '/files/%252e%252e/playground.db',
    '/files/',
    '/files/local/',
    '/files/local/../../playground.db',
    '/files/local/%2e%2e/playground.db',
    '/files/memory/../../playground.db',
    '/files/nowhere/playground.db',
    '/../playground.db/../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '//etc/passwd',
  ])('%s finds nothing', async path => {
    const socket = await open()
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)

    const answer = await readAll(socket)

    expect(answer).toMatch(/^HTTP\/1\.1 40[04] /)
    expect(answer).not.toContain('SQLite')
    expect(answer).not.toContain('root:')
  })
})

describe('the playground', () => {
  it('listens for this machine alone', () => {
    expect(playground.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  })

  it('says so when its port is taken', async () => {
    const other = await mkdtemp(join(tmpdir(), 'playground-'))

    const second = start({ data: other, web: other, port: Number(new URL(playground.url).port) })

    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await rm(other, { recursive: true })
  })

  it('finds everything again after a restart', async () => {
    const kept = await mkdtemp(join(tmpdir(), 'playground-'))
    const first = await start({ data: kept, web: kept, port: 0 })
    await fetch(`${first.url}/api/picture`, { method: 'PUT', body: await testPhoto() })
    await first[Symbol.asyncDispose]()

    const second = await start({ data: kept, web: kept, port: 0 })

    expect((await state(second.url)).agreement).toEqual({ rows: 3, files: 3, waiting: 0, problems: [] })
    await second[Symbol.asyncDispose]()
    await rm(kept, { recursive: true })
  })

  it('looks after the rows whose files were in memory', async () => {
    const kept = await mkdtemp(join(tmpdir(), 'playground-'))
    const first = await start({ data: kept, web: kept, port: 0 })
    await fetch(`${first.url}/api/picture`, { method: 'PUT', body: await testPhoto() })
    await fetch(`${first.url}/api/stores/default/memory`, { method: 'POST' })
    await fetch(`${first.url}/api/picture/sizes`, { method: 'POST', body: '{"width":99}' })
    await fetch(`${first.url}/api/photos`, { method: 'POST', body: await testPhoto() })
    await first[Symbol.asyncDispose]()

    const second = await start({ data: kept, web: kept, port: 0 })

    const { picture, photos, agreement, log } = await state(second.url)
    expect(picture.images.map(({ width, store }) => `${width} ${store}`)).toEqual([
      '600 local',
      '480 local',
      '150 local',
      '99 local',
    ])
    expect(photos).toEqual([])
    expect(agreement.problems).toEqual([])
    expect(log[0]?.details).toEqual([
      'the picture is attached again, from its original',
      'photo 1 has lost its original, and is removed',
    ])
    await second[Symbol.asyncDispose]()
    await rm(kept, { recursive: true })
  })
})

async function open(): Promise<Socket> {
  const socket = connect(Number(new URL(playground.url).port), '127.0.0.1')
  await once(socket, 'connect')
  return socket
}

async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk)
  return Buffer.concat(chunks).toString('latin1')
}

async function state(url = playground.url): Promise<State> {
  return (await (await fetch(`${url}/api/state`)).json()) as State
}
