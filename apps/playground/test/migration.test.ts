import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { testPhoto } from './support/test-photo.js'
import { openTestPlayground, type TestPlayground } from './support/test-playground.js'

let test: TestPlayground

beforeEach(async () => {
  test = await openTestPlayground()
  await test.send('PUT', '/picture', await testPhoto())
  await test.send('POST', '/photos', await testPhoto('png'))
})

afterEach(() => test[Symbol.asyncDispose]())

const move = { from: 'local', to: 'memory' }

describe('a migration', () => {
  it('moves every picture, and the source keeps its files until it is pruned', async () => {
    const moved = await test.send('POST', '/migration', move)

    expect(moved.entry).toMatchObject({ result: '6 of 6 images are done', details: [], failure: null })
    expect(moved.entry.code).toContain("images.migrate({ from: 'local', to: 'memory', signal })")
    expect(moved.state.whereabouts).toEqual(Array(6).fill('memory'))
    expect(moved.state.migration).toMatchObject({ status: 'done', done: 6, total: 6 })
    expect(moved.state.agreement).toEqual({ rows: 6, files: 12, waiting: 6, problems: [] })
    expect((await test.app.request(moved.state.picture.images[0]?.url ?? '')).status).toBe(200)

    const pruned = await test.send('POST', '/migration/prune/local')
    expect(pruned.entry.result).toContain('6 files that were left in local')
    const { state } = await test.send('POST', '/house/purge')
    expect(state.agreement).toEqual({ rows: 6, files: 6, waiting: 0, problems: [] })
    expect((await test.send('POST', '/house/verify')).entry.warns).toBe(false)
  })

  it('can be tried without a change', async () => {
    const { entry, state } = await test.send('POST', '/migration', { ...move, dryRun: true })

    expect(entry.result).toBe('6 of 6 images were read and checked, and nothing was changed')
    expect(state.whereabouts).toEqual(Array(6).fill('local'))
    expect(state.agreement).toEqual({ rows: 6, files: 6, waiting: 0, problems: [] })
  })

  it('is paused, and goes on where it was', async () => {
    const running = test.send('POST', '/migration', { ...move, filesPerSecond: 0.4 })
    await vi.waitFor(() => expect(test.playground.migration.view?.done).toBeGreaterThan(0), 20_000)

    await test.send('POST', '/migration/pause')
    const paused = await running
    const { migration, whereabouts } = paused.state
    expect(paused.entry.result).toMatch(/^paused after [1-5] of 6 images/)
    expect(migration).toMatchObject({ status: 'paused', total: 6 })
    expect(whereabouts.filter(store => store === 'memory')).toHaveLength(migration?.done ?? 0)
    expect(paused.state.agreement.problems).toEqual([])

    const refused = await test.send('POST', '/migration', { from: 'memory', to: 'memory' })
    expect(refused.state.migration).toEqual(migration)

    const { entry, state } = await test.send('POST', '/migration/resume')
    expect(entry.code).toContain('const after = ')
    expect(entry.result).toBe('6 of 6 images are done')
    expect(state.migration).toMatchObject({ status: 'done', done: 6, total: 6 })
    expect(state.whereabouts).toEqual(Array(6).fill('memory'))
    expect((await test.send('POST', '/house/verify')).entry.warns).toBe(false)
  })

  it('lists what it cannot move, and moves the rest', async () => {
    await test.send('POST', '/house/trouble/damage')

    const { entry, state } = await test.send('POST', '/migration', move)

    expect(entry.details).toEqual(['the picture, 600 × 400: its file has other bytes'])
    expect(entry).toMatchObject({ warns: true, failure: null })
    expect(state.picture.images.map(({ store }) => store)).toEqual(['local', 'memory', 'memory'])
  })

  it.each([0, -1])('is refused at %j images a second', async filesPerSecond => {
    const { status, entry, state } = await test.send('POST', '/migration', { ...move, filesPerSecond })

    expect(status).toBe(400)
    expect(entry.failure?.code).toBe('RangeError')
    expect(state.whereabouts).toEqual(Array(6).fill('local'))
  })

  it('is refused to where the pictures are', async () => {
    const { status, entry } = await test.send('POST', '/migration', { from: 'local', to: 'local' })

    expect(status).toBe(400)
    expect(entry.failure?.code).toBe('RangeError')
  })

  it.each([
    ['POST', '/migration', { from: 'local', to: 'attic' }, 404],
    ['POST', '/migration/prune/attic', undefined, 404],
    ['POST', '/migration/resume', undefined, 409],
  ])('%s %s with %j is refused', async (method, path, body, status) => {
    const response = await test.app.request(`/api${path}`, { method, body: body ? JSON.stringify(body) : null })

    expect(response.status).toBe(status)
  })
})

describe('the album', () => {
  it('is filled in the store that is asked for, and removed again', async () => {
    const { entry, state } = await test.send('POST', '/migration/album/memory')

    expect(entry.result).toBe('40 pictures with a thumbnail each are in memory')
    expect(state.whereabouts.filter(store => store === 'memory')).toHaveLength(80)
    expect(state.photos).toHaveLength(1)
    expect(state.agreement.problems).toEqual([])

    const cleared = await test.send('DELETE', '/migration/album')
    expect(cleared.state.whereabouts).toHaveLength(6)
  })
})
