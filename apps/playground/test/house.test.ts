import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testPhoto } from './support/test-photo.js'
import { openTestPlayground, type TestPlayground } from './support/test-playground.js'

let test: TestPlayground

beforeEach(async () => {
  test = await openTestPlayground()
})

afterEach(() => test[Symbol.asyncDispose]())

describe.each(['local', 'memory', 'sandbox'])('in the store %s', store => {
  beforeEach(async () => {
    await test.send('POST', `/stores/default/${store}`)
    await test.send('PUT', '/picture', await testPhoto())
  })

  it('verify finds nothing where nothing is wrong', async () => {
    const { entry } = await test.send('POST', '/house/verify')

    expect(entry).toMatchObject({ result: '3 rows and their files agree, byte by byte', details: [], warns: false })
  })

  it('verify finds a lost file, and repair makes it again where it was', async () => {
    const lost = await test.send('POST', '/house/trouble/lose')
    expect(lost.state.agreement.problems).toEqual([expect.stringMatching(/150x100\.jpg \(\w+\) is missing$/)])

    const { entry } = await test.send('POST', '/house/verify')
    expect(entry.details).toEqual([`the picture, 150 × 100: its file is missing (${store})`])
    expect(entry.warns).toBe(true)

    await test.send('POST', '/stores/default/local')
    const { state } = await test.send('POST', '/house/repair')
    expect(state.picture.images.map(({ width, store: where }) => `${width} ${where}`)).toEqual([
      `600 ${store}`,
      `480 ${store}`,
      `150 ${store}`,
    ])
    expect(state.agreement.problems).toEqual([])
    expect((await test.send('POST', '/house/verify')).entry.warns).toBe(false)
  })

  it('verify finds a bit that has flipped, and repair gives the picture up', async () => {
    const damaged = await test.send('POST', '/house/trouble/damage')
    expect(damaged.state.agreement.problems).toEqual([])

    const { entry } = await test.send('POST', '/house/verify')
    expect(entry.details).toEqual([`the picture, 600 × 400: its file has other bytes (${store})`])

    const repaired = await test.send('POST', '/house/repair')
    expect(repaired.entry.details).toEqual(['the picture has lost its original, and is removed'])
    expect(repaired.state.picture.images).toEqual([])
    expect(repaired.state.agreement).toMatchObject({ rows: 0, problems: [] })
  })

  it('sweep finds a stray file, deletes it, and leaves the others alone', async () => {
    const dropped = await test.send('POST', '/house/trouble/stray')
    expect(dropped.state.files.filter(file => file.status === 'stray')).toHaveLength(1)

    const { entry, state } = await test.send('POST', '/house/sweep')

    expect(entry.result).toBe('4 files looked at, 1 without a row')
    expect(entry.details).toEqual([expect.stringMatching(new RegExp(`\\(${store}\\): deleted$`))])
    expect(state.agreement).toMatchObject({ rows: 3, waiting: 0, problems: [] })
  })

  it('purge deletes retired files before their time, and reap does not', async () => {
    await test.send('DELETE', '/picture')
    const reaped = await test.send('POST', '/house/reap')
    expect(reaped.state.files).toHaveLength(3)

    const { state } = await test.send('POST', '/house/purge')

    expect(state.files.filter(({ status }) => status !== 'mark')).toEqual([])
    expect(state.agreement).toMatchObject({ rows: 0, waiting: 0, problems: [] })
  })
})

describe('trouble', () => {
  it.each(['lose', 'damage', 'stray'])('of the kind "%s" needs a picture', async kind => {
    const { status, entry, state } = await test.send('POST', `/house/trouble/${kind}`)

    expect(status).toBe(200)
    expect(entry.result).toBe('There is no picture to make trouble with: upload one first')
    expect(state.files).toEqual([])
  })

  it('meets a photo where there is no picture', async () => {
    await test.send('POST', '/photos', await testPhoto())

    const { entry } = await test.send('POST', '/house/trouble/lose')

    expect(entry.title).toBe('Lose a file of photo 1')
  })
})

describe('a task', () => {
  it('is told while it is at work, and not any more afterwards', async () => {
    const { tasks } = test.playground
    const left = new AbortController()
    const changes = tasks.changes(left.signal)
    expect((await changes.next()).value).toEqual([])

    let finish = (): void => undefined
    const running = tasks.run('verify', 'Verify', async report => {
      report({ done: 1, total: 2, note: '1 row' })
      await new Promise<void>(resolve => {
        finish = resolve
      })
    })
    expect((await changes.next()).value).toEqual([
      { name: 'verify', title: 'Verify', done: 1, total: 2, note: '1 row' },
    ])
    await expect(tasks.run('verify', 'Verify', async () => undefined)).rejects.toThrow('Verify is at work already')

    finish()
    await running
    expect((await changes.next()).value).toEqual([])
    left.abort()
    expect((await changes.next()).done).toBe(true)
  })
})
