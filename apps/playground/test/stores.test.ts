import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testPhoto } from './support/test-photo.js'
import { openTestPlayground, type TestPlayground } from './support/test-playground.js'

let test: TestPlayground

beforeEach(async () => {
  test = await openTestPlayground()
})

afterEach(() => test[Symbol.asyncDispose]())

describe('the store for new pictures', () => {
  it('is the folder until another one is chosen', async () => {
    expect((await test.state()).stores).toEqual([
      { name: 'local', isDefault: true, hint: null, failure: null },
      { name: 'memory', isDefault: false, hint: null, failure: null },
      { name: 'sandbox', isDefault: false, hint: null, failure: null },
      { name: 's3', isDefault: false, hint: expect.stringContaining('PLAYGROUND_S3_BUCKET'), failure: null },
    ])

    const { entry, state } = await test.send('POST', '/stores/default/memory')

    expect(entry.code).toBe("images.stores.setDefault('memory')")
    expect(state.stores.find(store => store.isDefault)?.name).toBe('memory')
  })

  it.each(['sharp', 'jimp'])('gets new ones, and old ones stay where they are, with %s', async resizer => {
    const photo = await testPhoto('png')
    await test.send('PUT', `/picture?resizer=${resizer}`, photo)
    await test.send('POST', '/stores/default/memory')

    const { state } = await test.send('POST', `/photos?resizer=${resizer}`, photo)

    expect(state.picture.images.map(image => image.store)).toEqual(['local', 'local', 'local'])
    expect(state.photos[0]?.images.map(image => image.store)).toEqual(['memory', 'memory', 'memory'])
    expect(state.files.map(file => file.store).sort()).toEqual([
      'local',
      'local',
      'local',
      'memory',
      'memory',
      'memory',
    ])
    expect(state.agreement).toEqual({ rows: 6, files: 6, waiting: 0, problems: [] })
  })

  it('may be another one for a thumbnail than for its original', async () => {
    await test.send('PUT', '/picture', await testPhoto())
    await test.send('POST', '/stores/default/memory')

    const { state } = await test.send('POST', '/picture/sizes', { width: 99 })

    expect(state.picture.images.map(image => image.store)).toEqual(['local', 'local', 'local', 'memory'])
    expect(state.agreement.problems).toEqual([])
  })

  it.each(['attic', 's3'])('has to be one that is there, and not %s', async name => {
    const response = await test.app.request(`/api/stores/default/${name}`, { method: 'POST' })

    expect(response.status).toBe(404)
    expect((await test.state()).stores[0]?.isDefault).toBe(true)
  })
})

describe('the files of every store', () => {
  it.each(['local', 'memory', 'sandbox'])('are served from %s', async store => {
    const photo = await testPhoto()
    await test.send('POST', `/stores/default/${store}`)
    const { state } = await test.send('PUT', '/picture', photo)
    const url = state.picture.images[0]?.url ?? ''

    const response = await test.app.request(url)

    expect(url).toMatch(new RegExp(`^/files/${store}/`))
    expect(response.headers.get('content-type')).toBe('image/jpeg')
    expect(Buffer.from(await response.arrayBuffer()).equals(photo)).toBe(true)
  })

  it('are not found in another store', async () => {
    const { state } = await test.send('PUT', '/picture', await testPhoto())
    const url = state.picture.images[0]?.url ?? ''

    expect((await test.app.request(url.replace('/local/', '/memory/'))).status).toBe(404)
  })
})
