import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningS3Server, startS3Server } from '@imageattach/s3-server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readS3Settings, type S3Settings } from '../server/open-s3-store.js'
import { openPlayground } from '../server/playground.js'
import { testPhoto } from './support/test-photo.js'
import { openTestPlayground, type TestPlayground } from './support/test-playground.js'

let server: RunningS3Server
let test: TestPlayground

beforeEach(async () => {
  server = await startS3Server()
  test = await openTestPlayground({ s3: settings() })
})

afterEach(async () => {
  await test[Symbol.asyncDispose]()
  await server.stop()
})

describe('S3', () => {
  it('is one of the stores, and gets new pictures', async () => {
    const photo = await testPhoto()
    await test.send('POST', '/stores/default/s3')

    const { state } = await test.send('PUT', '/picture', photo)
    const url = state.picture.images[0]?.url ?? ''

    expect(state.stores.at(-1)).toEqual({ name: 's3', isDefault: true, hint: null, failure: null })
    expect(state.files.map(file => file.store)).toEqual(['s3', 's3', 's3'])
    expect(state.agreement).toEqual({ rows: 3, files: 3, waiting: 0, problems: [] })
    expect(url).toMatch(/^\/files\/s3\/imageattach-playground\//)
    expect(Buffer.from(await (await test.app.request(url)).arrayBuffer()).equals(photo)).toBe(true)
  })

  it('gets the pictures of the folder, and gives them back', async () => {
    await test.send('PUT', '/picture', await testPhoto())

    const there = await test.send('POST', '/migration', { from: 'local', to: 's3' })
    expect(there.state.whereabouts).toEqual(['s3', 's3', 's3'])

    const back = await test.send('POST', '/migration', { from: 's3', to: 'sandbox' })
    expect(back.state.whereabouts).toEqual(['sandbox', 'sandbox', 'sandbox'])
    expect(back.state.agreement.problems).toEqual([])
    expect((await test.send('POST', '/house/verify')).entry.warns).toBe(false)
  })

  it('may fail, and the page says so and shows the rest', async () => {
    await test.send('POST', '/photos', await testPhoto())
    await test.send('POST', '/stores/default/s3')
    await test.send('PUT', '/picture', await testPhoto())
    await server.stop()

    const state = await test.state()

    expect(state.stores.at(-1)?.failure).toContain('"s3"')
    expect(state.picture.images).toHaveLength(3)
    expect(state.files.map(file => file.store)).toEqual(['local', 'local', 'local'])
    expect(state.agreement.problems).toEqual([])
    server = await startS3Server()
  })

  it('may fail while pictures are moved there, and they stay where they are', async () => {
    await test.send('PUT', '/picture', await testPhoto())
    await server.stop()

    const { entry, state } = await test.send('POST', '/migration', { from: 'local', to: 's3' })

    expect([...entry.details].sort()).toEqual([
      'the picture, 150 × 100: its file cannot be written',
      'the picture, 480 × 320: its file cannot be written',
      'the picture, 600 × 400: its file cannot be written',
    ])
    expect(state.whereabouts).toEqual(['local', 'local', 'local'])
    expect(state.agreement.problems).toEqual([])
    server = await startS3Server()
  })

  it('has to stay as long as pictures are there', async () => {
    const data = await mkdtemp(join(tmpdir(), 'playground-'))
    const first = await openPlayground({ data, s3: settings() })
    first.images.sharp.images.stores.setDefault('s3')
    await first.images.sharp.userPictures.of({ user_id: 1 }).fromBlob(await testPhoto())
    await first[Symbol.asyncDispose]()

    await expect(openPlayground({ data })).rejects.toThrow('set PLAYGROUND_S3_BUCKET as it was')
    await rm(data, { recursive: true })
  })
})

describe('the environment', () => {
  it('names no bucket by default', () => {
    expect(readS3Settings({ PLAYGROUND_S3_ENDPOINT: 'http://127.0.0.1:9000' })).toBeUndefined()
  })

  it('names the bucket, and what differs from the defaults', () => {
    const environment = {
      PLAYGROUND_S3_BUCKET: 'images',
      PLAYGROUND_S3_REGION: 'eu-central-1',
      PLAYGROUND_S3_PREFIX: '',
    }

    expect(readS3Settings(environment)).toEqual({ bucket: 'images', region: 'eu-central-1' })
  })
})

function settings(): S3Settings {
  const { url: endpoint, region, accessKeyId, secretAccessKey } = server
  return { bucket: 'images', endpoint, region, credentials: { accessKeyId, secretAccessKey } }
}
