import { describe, expect, it, onTestFinished } from 'vitest'
import type { StoreFailureReason } from '../src/errors.js'
import { MigrationError, StoreMismatchError, StoreUnavailableError, TransactionNotJoinedError } from '../src/errors.js'
import type { ImageAttachOptions } from '../src/image-attach.js'
import type { ImageKey } from '../src/image-key.js'
import type { MigrationEvent } from '../src/migration-event.js'
import type { MigrationOptions } from '../src/migration-plan.js'
import { exampleImage } from './support/example-image.js'
import { gate } from './support/gate.js'
import { MemoryStore } from './support/memory-store.js'
import { createSubject, exampleRow, userPicture } from './support/subject.js'

const route = { from: 'old', to: 'new' }

/** So many users with a picture each in store `old`. */
async function movingSubject(users: number, options: Partial<ImageAttachOptions> = {}, to = new MemoryStore('new')) {
  const from = new MemoryStore('old')
  const subject = createSubject({ store: from, stores: [to], ...options })
  for (let id = 1; id <= users; id += 1) await subject.pictures.of({ user_id: id }).fromBlob(exampleImage(40, 30 + id))
  await subject.images.settled()
  return { ...subject, from, to }
}

type Moving = Awaited<ReturnType<typeof movingSubject>>

async function run({ images }: Pick<Moving, 'images'>, options: Partial<MigrationOptions> = {}) {
  const events: MigrationEvent[] = []
  let error: unknown
  try {
    for await (const event of images.migrate({ ...route, ...options })) events.push(event)
  } catch (reason) {
    error = reason
  }
  await images.settled()
  const outcomes = events.flatMap(event =>
    event.kind === 'progress' ? [] : 'outcome' in event ? event.outcome : event.problem,
  )
  const progress = events.findLast(event => event.kind === 'progress')
  return { events, outcomes, progress, error }
}

/** Every row has its bytes where it says, and there are no other files but those that were left behind. */
async function expectWhole({ repository, from, to, images }: Moving): Promise<void> {
  await images.settled()
  for (const row of repository.rows) {
    const bytes = (row.store === 'new' ? to : from).files.get(row.path)
    expect(bytes?.length).toBe(row.byteSize)
  }
  const left = repository.lines.map(({ state }) => state)
  expect(left.filter(state => state !== 'moved')).toEqual([])
  expect(to.files.size).toBe(repository.rows.filter(row => row.store === 'new').length)
}

function unavailable(reason: StoreFailureReason): StoreUnavailableError {
  return new StoreUnavailableError(`It is ${reason}`, { storeName: 'new', key: '', reason })
}

describe('a migration plan', () => {
  it('does nothing before it is run, and looks anew each time', async () => {
    const subject = await movingSubject(1)
    const plan = subject.images.migrate(route)
    expect(subject.to.files.size).toBe(0)

    expect(await plan.execute()).toMatchObject({ total: 1, done: 1, moved: 1, problems: 0, changed: 0 })
    await subject.pictures.of({ user_id: 2 }).fromBlob(exampleImage(10, 10))
    expect(await plan.execute()).toMatchObject({ total: 1, moved: 1 })

    await expectWhole(subject)
  })

  it('tells what became of each image, and how far it has come', async () => {
    const subject = await movingSubject(2)
    const [path] = subject.repository.rows.map(row => row.path)

    const { events } = await run(subject, { concurrency: 1 })

    const byteSize = exampleImage(40, 31).length
    const image = { table: 'user_picture', key: { user_id: 1 }, width: 40, height: 31, path }
    expect(events[0]).toEqual({ kind: 'file', outcome: 'moved', ...image, byteSize })
    expect(events.findLast(event => event.kind === 'progress' && event.table === 'user_picture')).toMatchObject({
      done: 2,
      total: 2,
      moved: 2,
      bytes: byteSize + exampleImage(40, 32).length,
    })
  })

  it('refuses what makes no sense before it begins', async () => {
    const { images, from } = await movingSubject(0)

    expect(() => images.migrate({ from, to: from })).toThrow(RangeError)
    expect(() => images.migrate({ ...route, to: 'nowhere' })).toThrow(StoreMismatchError)
    expect(() => images.migrate({ ...route, to: new MemoryStore('new') })).toThrow(StoreMismatchError)
    expect(() => images.migrate({ ...route, concurrency: 0 })).toThrow(RangeError)
    expect(() => images.migrate({ ...route, filesPerSecond: 0 })).toThrow(RangeError)
    for (const after of ['', '[]', '{}', '["user_picture"]', '["user_picture",[["user_id","number","x"]],1,1,""]']) {
      expect(() => images.migrate({ ...route, after })).toThrow(RangeError)
    }
    const elsewhere = images.migrate({ ...route, after: '["elsewhere",[["user_id","number","1"]],1,1,""]' })
    await expect(elsewhere.execute()).rejects.toThrow(/"elsewhere"/)
  })

  it('refuses to run inside a transaction, whose connection it might wait for', async () => {
    const { images } = await movingSubject(1)

    const inside = images.transaction(() => images.migrate(route).execute())

    await expect(inside).rejects.toThrow(TransactionNotJoinedError)
  })

  it('goes on behind the image that its cursor tells, also of an id beyond 2^53', async () => {
    const subject = await movingSubject(0)
    const ids = [1, 9_007_199_254_740_992n, 9_007_199_254_740_993n]
    for (const id of ids) await subject.pictures.of({ user_id: id }).fromBlob(exampleImage(40, 30))
    const { events } = await run(subject, { dryRun: true })
    const last = events.findLast(event => event.kind === 'progress' && event.table === 'user_picture')
    const [table, values, ...size] = JSON.parse(last?.kind === 'progress' ? (last.after ?? '') : '')
    expect(values).toEqual([['user_id', 'bigint', '9007199254740993']])
    const after = JSON.stringify([table, [['user_id', 'bigint', '9007199254740992']], ...size])

    expect((await subject.images.migrate({ ...route, after }).execute()).moved).toBe(1)

    expect(subject.repository.rows.filter(row => row.store === 'new').map(row => row.key.user_id)).toEqual([ids[2]])
  })

  it('never has more in hand than it may', async () => {
    const subject = await movingSubject(12)
    let inHand = 0
    let most = 0
    subject.to.before = async call => {
      if (call !== 'putFile') return
      inHand += 1
      most = Math.max(most, inHand)
      await new Promise(resolve => setImmediate(resolve))
      inHand -= 1
    }

    await run(subject, { concurrency: 3 })

    expect(most).toBe(3)
    await expectWhole(subject)
  })

  it('finishes what is in flight when nobody listens any more, and leaves no line of what was not begun', async () => {
    const subject = await movingSubject(6)

    for await (const event of subject.images.migrate({ ...route, concurrency: 2 })) {
      if (event.kind === 'file') break
    }

    const moved = subject.repository.rows.filter(row => row.store === 'new').length
    expect(moved).toBeGreaterThan(0)
    expect(moved).toBeLessThan(6)
    await expectWhole(subject)
  })

  it('tells its checkpoint when it is aborted while a file is on its way, and has moved that one', async () => {
    const subject = await movingSubject(4)
    const [arrived, released] = [gate(), gate()]
    subject.to.before = call => {
      if (call !== 'putFile') return undefined
      arrived.open()
      return released.passed
    }
    const controller = new AbortController()
    const running = run(subject, { concurrency: 1, signal: controller.signal })
    await arrived.passed
    controller.abort(new Error('stop'))
    released.open()

    const { error, progress, outcomes } = await running

    expect(error).toEqual(new Error('stop'))
    expect(outcomes).toEqual(['moved'])
    expect(progress?.after).toContain('"user_id","number","1"')
    await expectWhole(subject)
  })
})

describe('a migration and its stores', () => {
  it('lets the destination copy where it can, and reads every such copy', async () => {
    const to = new (class extends MemoryStore {
      async copyFrom(source: MemoryStore, from: ImageKey, key: ImageKey) {
        const bytes = source.files.get(from.path)
        if (bytes) this.files.set(key.path, bytes)
        return true
      }
    })('new')
    const subject = await movingSubject(2, {}, to)
    const calls: string[] = []
    to.before = call => calls.push(call)

    expect((await run(subject)).outcomes).toEqual(['moved', 'moved'])

    expect(calls).toEqual(['getFile', 'getFile'])
    await expectWhole(subject)
  })

  it('makes no row point to a copy that is not what the row says', async () => {
    const to = new (class extends MemoryStore {
      async copyFrom(_source: MemoryStore, _from: ImageKey, key: ImageKey) {
        this.files.set(key.path, exampleImage(1, 1))
        return true
      }
    })('new')
    const subject = await movingSubject(2, {}, to)

    expect((await run(subject)).outcomes).toEqual(['unwritable', 'unwritable'])

    expect(subject.repository.rows.map(row => row.store)).toEqual(['old', 'old'])
    await expectWhole(subject)
  })

  it.each(['stat', 'reading'])('makes no row point to a copy that was cut, as %s tells', async way => {
    const to = new (class extends MemoryStore {
      override async putFile(file: Uint8Array, key: ImageKey) {
        await super.putFile(file.subarray(1), key)
      }
      stat = way === 'stat' ? async (key: ImageKey) => statOf(this, key) : (undefined as never)
    })('new')
    const subject = await movingSubject(1, {}, to)

    expect((await run(subject)).outcomes).toEqual(['unwritable'])

    await expectWhole(subject)
  })

  it('tells a copy with other bytes of the same length when it is asked to read them', async () => {
    const to = new (class extends MemoryStore {
      override async putFile(file: Uint8Array, key: ImageKey) {
        await super.putFile(new Uint8Array(file).reverse(), key)
      }
      stat = async (key: ImageKey) => statOf(this, key)
    })('new')
    const subject = await movingSubject(1, {}, to)

    expect((await run(subject, { readBack: true })).outcomes).toEqual(['unwritable'])

    await expectWhole(subject)
  })

  it('asks a store again that fails for a moment', async () => {
    const subject = await movingSubject(1)
    for (const [store, call] of [
      [subject.from, 'getFile'],
      [subject.to, 'putFile'],
    ] as const) {
      let isFirst = true
      store.before = made => {
        if (made !== call || !isFirst) return
        isFirst = false
        throw unavailable('unavailable')
      }
    }

    expect((await run(subject)).outcomes).toEqual(['moved'])

    await expectWhole(subject)
  })

  it.each(['full', 'denied'] as const)(
    'stops at once when the destination is %s, and can go on later',
    async reason => {
      const subject = await movingSubject(5)
      let puts = 0
      subject.to.before = call => {
        if (call !== 'putFile') return
        puts += 1
        if (puts > 2) throw unavailable(reason)
      }

      const { error, outcomes, progress } = await run(subject, { concurrency: 1 })

      expect(error).toBeInstanceOf(MigrationError)
      expect(error).toMatchObject({ code: 'MIGRATION_FAILED', source: 'old', destination: 'new', cause: { reason } })
      expect(outcomes).toEqual(['moved', 'moved', 'unwritable'])
      await expectWhole(subject)
      subject.to.before = () => undefined
      const { moved } = await subject.images.migrate({ ...route, after: progress?.after ?? '' }).execute()
      expect(moved).toBe(3)
      await expectWhole(subject)
    },
  )

  it('stops when a store fails for one image after the other, not when it fails now and then', async () => {
    const subject = await movingSubject(30)
    let gets = 0
    subject.from.before = call => {
      if (call !== 'getFile') return
      gets += 1
      if (gets % 3 !== 0 && gets <= 20) throw unavailable('conflict')
      if (gets > 20) throw unavailable('conflict')
    }

    const { error, outcomes } = await run(subject, { concurrency: 1 })

    expect(error).toBeInstanceOf(MigrationError)
    expect(outcomes.filter(outcome => outcome === 'moved')).toHaveLength(6)
    expect(outcomes.slice(-10)).toEqual(Array(10).fill('unreadable'))
    expect(outcomes).toHaveLength(28)
  })

  it('gives an image up for now when somebody else keeps its set, or settles each copy before it is named', async () => {
    const subject = await movingSubject(1)
    subject.repository.before = step => {
      if (step === 'hold') throw subject.repository.conflict()
    }
    expect((await run(subject)).outcomes).toEqual(['busy'])

    subject.repository.before = () => undefined
    const { claim } = Object.getPrototypeOf(subject.repository.root)
    Object.getPrototypeOf(subject.repository.root).claim = async () => 0
    onTestFinished(() => {
      Object.getPrototypeOf(subject.repository.root).claim = claim
    })
    expect((await run(subject)).outcomes).toEqual(['busy'])

    expect(subject.to.files.size).toBe(0)
    expect(subject.repository.rows.map(row => row.store)).toEqual(['old'])
  })

  it('loses nothing when two names mean one bucket: the copy has a path of its own', async () => {
    const subject = await movingSubject(2)
    const twin = new MemoryStore('twin')
    Object.assign(twin, { files: subject.from.files })
    subject.images.stores.add(twin)

    await subject.images.migrate({ from: 'old', to: 'twin' }).execute()
    expect(twin.files.size).toBe(4)
    for await (const _ of subject.images.prune({ store: 'old' }));
    for await (const _ of subject.images.sweep({ minAge: 0 }));

    expect([...twin.files.keys()].sort()).toEqual(subject.repository.rows.map(row => row.path).sort())
  })
})

describe('a migration of rows of SQLAlchemy-ImageAttach', () => {
  it('gives the thumbnails to the original that counts, where there are two', async () => {
    const legacyStore = new MemoryStore('legacy', true)
    const subject = await movingSubject(0, { legacyStore })
    const rows = [
      exampleRow({ width: 10, height: 8, original: false }),
      exampleRow({ width: 40, height: 30, createdAt: '2022-01-01 00:00:00' }),
      exampleRow({ width: 50, height: 30, createdAt: '2021-01-01 00:00:00' }),
    ]
    for (const row of rows) {
      subject.repository.addRow(userPicture, row)
      legacyStore.files.set(`user-picture/1/0/1.${row.width}x${row.height}.png`, exampleImage(row.width, row.height))
    }

    await subject.images.migrate({ from: 'legacy', to: 'new' }).execute()

    const original = await subject.pictures.of({ user_id: 1 }).requireOriginal()
    expect(original.width).toBe(40)
    const thumbnail = subject.repository.rows.find(row => row.width === 10)
    expect(thumbnail?.source).toBe(original.path)
    expect(legacyStore.files.size).toBe(3)
  })

  it('moves types that cannot be attached any more, under a path without suffix', async () => {
    const legacyStore = new MemoryStore('legacy', true)
    const subject = await movingSubject(0, { legacyStore })
    subject.repository.addRow(userPicture, exampleRow({ mimetype: 'image/pcx' }))
    legacyStore.files.set('user-picture/1/0/1.40x30None', new Uint8Array([1, 2, 3]))

    expect((await subject.images.migrate({ from: 'legacy', to: 'new' }).execute()).moved).toBe(1)

    expect(subject.repository.rows[0]).toMatchObject({ store: 'new', byteSize: 3, mimetype: 'image/pcx' })
    expect(subject.repository.rows[0]?.path).toMatch(/\.40x30$/)
  })
})

function statOf({ files }: MemoryStore, { path }: ImageKey) {
  const bytes = files.get(path)
  return bytes && { path, byteSize: bytes.length, modifiedAt: new Date() }
}
