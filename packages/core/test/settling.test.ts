import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { FileCleanupError, SchemaError } from '../src/errors.js'
import type { ImageAttachOptions } from '../src/image-attach.js'
import type { ReapEvent } from '../src/reap.js'
import type { Repository } from '../src/repository.js'
import { Crowd } from './support/crowd.js'
import { exampleImage } from './support/example-image.js'
import { gate } from './support/gate.js'
import type { MemoryHandle } from './support/memory-repository.js'
import { createSubject, expectAgreement, type Subject } from './support/subject.js'

const [image, replacement] = [exampleImage(40, 30), exampleImage(50, 30)]

async function reap({ images }: Pick<Subject, 'images'>): Promise<readonly ReapEvent['outcome'][]> {
  const outcomes: ReapEvent['outcome'][] = []
  for await (const { outcome } of images.reap()) outcomes.push(outcome)
  return outcomes
}

async function drain(events: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of events);
}

/** A set of one image whose file is at `path`, after everything has settled. */
async function filledSubject(options: Partial<ImageAttachOptions> = {}) {
  const subject = createSubject(options)
  const set = subject.pictures.of({ user_id: 1 })
  const { path } = await set.fromBlob(image)
  await subject.images.settled()
  return { ...subject, subject, set, path }
}

describe('the file of a replaced image', () => {
  it('stays for keepRetired seconds after a reaper has first seen it, then goes', async () => {
    const { subject, set, path, repository, store } = await filledSubject({ keepRetired: 3_600 })
    await set.fromBlob(replacement)
    await subject.images.settled()
    expect(store.files.has(path)).toBe(true)

    expect(await reap(subject)).toEqual(['retained'])
    repository.now += 3_599
    expect(await reap(subject)).toEqual([])
    expect(store.files.has(path)).toBe(true)
    repository.now += 1
    expect(await reap(subject)).toEqual(['deleted'])

    expect(store.files.has(path)).toBe(false)
    await expectAgreement(subject)
  })

  it('counts its time from the first sighting, however long the transaction was', async () => {
    const { subject, set, path, repository, store } = await filledSubject({ keepRetired: 60 })

    await subject.images.transaction(async trx => {
      await set.using(trx).fromBlob(replacement)
      repository.now += 10_000
    })
    await reap(subject)

    expect(store.files.has(path)).toBe(true)
    expect(repository.lines).toMatchObject([{ path, state: 'retired', due: repository.now + 60 }])
  })

  it('stays, too, when word of the transaction that brought it comes after its replacement', async () => {
    const { pictures, repository, images, store } = createSubject({ keepRetired: 3_600 })
    const set = pictures.of({ user_id: 1 })
    const { path } = await repository.transaction(trx => set.using(trx).fromBlob(image))
    await set.fromBlob(replacement)

    await images.settled()

    expect(store.files.has(path)).toBe(true)
    expect(repository.lines).toMatchObject([{ path, state: 'retired' }])
  })

  it('goes right after the commit when keepRetired is 0', async () => {
    const { subject, set, path, store } = await filledSubject()

    await set.fromBlob(replacement)

    await expectAgreement(subject)
    expect(store.files.has(path)).toBe(false)
  })

  it('is deleted by purge at once', async () => {
    const { subject, set, path, store, images } = await filledSubject({ keepRetired: 3_600 })
    await set.remove()
    const outcomes: string[] = []

    for await (const { outcome } of images.purge()) outcomes.push(outcome)

    expect(outcomes).toEqual(['deleted'])
    expect(store.files.has(path)).toBe(false)
    await expectAgreement(subject)
  })
})

describe('settling', () => {
  it('never deletes a file that a row has, whatever the ledger says', async () => {
    for (const state of ['staged', 'retired', 'doomed'] as const) {
      const { subject, path, repository, store } = await filledSubject()
      repository.addLine({ path, store: 'memory', state })

      expect(await reap(subject)).toEqual(['kept'])

      expect(store.files.has(path)).toBe(true)
      await expectAgreement(subject)
    }
  })

  it('never deletes a file whose row another table has, though the line names this one', async () => {
    const { subject, repository, store, photos } = await filledSubject()
    const photo = await photos.of({ post_id: 1 }).getImageSet({ order_index: 1 }).fromBlob(image)
    repository.addLine({ path: photo.path, store: 'memory', state: 'doomed', table: 'user_picture' })

    expect(await reap(subject)).toEqual(['kept'])

    expect(store.files.has(photo.path)).toBe(true)
  })

  it('writes the fence before it looks for the row, and looks before it deletes', async () => {
    const { subject, path, set, repository, store } = await filledSubject({ keepRetired: 1 })
    await set.remove()
    await reap(subject)
    repository.now += 1
    const steps: string[] = []
    repository.before = step => steps.push(step)
    store.before = call => steps.push(call)

    await reap(subject)

    expect(steps.filter(step => step !== 'dueLines')).toEqual([
      'fence',
      'findPaths',
      'findPaths',
      'findLines',
      'deleteFile',
      'release',
    ])
    expect(store.files.has(path)).toBe(false)
  })

  it('finishes what a settler left that was killed between fence and deletion', async () => {
    const subject = createSubject()
    subject.store.files.set('ns0/gone', image)
    subject.repository.addLine({ path: 'ns0/gone', store: 'memory', state: 'doomed' })

    expect(await reap(subject)).toEqual(['deleted'])

    await expectAgreement(subject)
  })

  it('leaves a staged file alone until its lease is over', async () => {
    const subject = createSubject()
    const { repository, pictures } = subject
    await pictures.prepare(image)

    repository.now += 3_599
    expect(await reap(subject)).toEqual([])
    repository.now += 1
    expect(await reap(subject)).toEqual(['deleted'])

    await expectAgreement(subject)
  })
})

describe('a hint', () => {
  it('that comes early changes nothing: the open transaction is waited for', async () => {
    const { subject, set, images, repository } = await filledSubject()
    const [written, finish] = [gate(), gate()]

    const transaction = repository.transaction(async trx => {
      await set.using(trx).fromBlob(replacement)
      written.open()
      await finish.passed
    })
    await written.passed
    await images.settled()
    expect(subject.store.files.size).toBe(2)
    finish.open()
    await transaction

    expect(await set.makeBlob()).toEqual(replacement)
    for (let left = await reap(subject); left.length > 0; left = await reap(subject));
    await expectAgreement(subject)
  })

  it('that comes while the commit is under way is no rollback', async () => {
    const { subject, set, images, repository } = await filledSubject()
    const [committing, commit] = [gate(), gate()]
    repository.before = async step => {
      if (step !== 'commit') return
      committing.open()
      await commit.passed
    }

    const transaction = repository.transaction(trx => set.using(trx).fromBlob(replacement))
    await committing.passed
    await images.settled()
    commit.open()
    await transaction

    expect(await set.makeBlob()).toEqual(replacement)
    await reap(subject)
    await expectAgreement(subject)
  })

  it('that is doubled changes nothing', async () => {
    const { subject, set, definition } = await filledSubject()
    const touched: unknown[] = []
    const { hints } = definition.services
    const ended = hints.ended.bind(hints)
    vi.spyOn(hints, 'ended').mockImplementation(files => {
      touched.push(...files)
      ended(files)
      ended(files)
    })

    await set.fromBlob(replacement)
    await set.generateThumbnail({ width: 20 })

    expect(touched).toHaveLength(2)
    await expectAgreement(subject)
    expect(await set.count()).toBe(2)
  })

  it('that is missing changes only the time', async () => {
    const { subject, set, path, store, definition, repository } = await filledSubject()
    vi.spyOn(definition.services.hints, 'ended').mockImplementation(() => undefined)

    await set.fromBlob(replacement)
    expect(store.files.has(path)).toBe(true)
    expect(repository.lines).toMatchObject([{ path, state: 'retired' }])

    expect(await reap(subject)).toEqual(['deleted'])
    await expectAgreement(subject)
  })

  it('deletes several files at once, as many as it is told to, and in the background one after the other', async () => {
    const { images, pictures, store, repository } = createSubject()
    const crowd = new Crowd()
    store.before = () => crowd.enter()
    const most = async (settle: () => Promise<unknown>): Promise<number> => {
      for (let file = 0; file < 20; file += 1) {
        const path = `ns0/user-picture/ab/${file}.png`
        store.files.set(path, image)
        repository.addLine({ path, store: 'memory', state: 'retired' })
      }
      crowd.most = 0
      await settle()
      expect(repository.lines).toEqual([])
      return crowd.most
    }

    const inTheBackground = async (): Promise<void> => {
      await pictures.of({ user_id: 1 }).fromBlob(image)
      await images.settled()
    }

    expect(await most(() => drain(images.reap()))).toBe(8)
    expect(await most(() => drain(images.reap({ concurrency: 3 })))).toBe(3)
    expect(await most(() => drain(images.purge()))).toBe(8)
    expect(await most(() => drain(images.purge({ concurrency: 20 })))).toBe(20)
    expect(await most(inTheBackground)).toBe(1)
    await expect(images.reap({ concurrency: 0 }).next()).rejects.toThrow(RangeError)
    await expect(images.purge({ concurrency: -1 }).next()).rejects.toThrow(RangeError)
  })

  it('reaps by itself, once a minute at most', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    onTestFinished(() => void vi.useRealTimers())
    const { images, set, repository } = await filledSubject()
    let reaped = 0
    repository.before = step => {
      if (step === 'dueLines') reaped += 1
    }

    await set.remove()
    await images.settled()
    expect(reaped).toBe(0)
    vi.advanceTimersByTime(60_000)
    await set.remove()
    await set.remove()
    await images.settled()

    expect(reaped).toBe(1)
  })
})

describe('a file that cannot be deleted', () => {
  it('is reported, put off longer each time, and does not stop the others', async () => {
    const { subject, set, path, repository, store, cleanupErrors, pictures } = await filledSubject()
    const other = await pictures.of({ user_id: 2 }).fromBlob(image)
    store.before = (call, key) => {
      if (call === 'deleteFile' && key.path === path) throw new Error('the disk is read-only')
    }

    await pictures.removeFor([{ user_id: 1 }, { user_id: 2 }])
    await subject.images.settled()

    expect([...store.files.keys()]).toEqual([path])
    expect(store.files.has(other.path)).toBe(false)
    expect(cleanupErrors).toMatchObject([{ keys: [`memory:${path}`], cause: { message: 'the disk is read-only' } }])
    expect(cleanupErrors[0]).toBeInstanceOf(FileCleanupError)
    for (const [tries, seconds] of [60, 120, 240, 480, 960, 1920, 3_600, 3_600].entries()) {
      expect(repository.lines).toMatchObject([{ state: 'doomed', tries: tries + 1, due: repository.now + seconds }])
      repository.now += seconds
      expect(await reap(subject)).toEqual(['failed'])
    }

    store.before = () => undefined
    repository.now += 3_600
    expect(await reap(subject)).toEqual(['deleted'])
    expect(repository.lines).toEqual([])
    expect(await set.exists()).toBe(false)
  })

  it('does not fail the verb that no longer needs it', async () => {
    const { set, store, images } = await filledSubject()
    store.failing.add('deleteFile')

    await expect(set.fromBlob(replacement)).resolves.toMatchObject({ width: 50 })
    await images.settled()
  })

  it('does not hide the failure of the verb that has to clean up', async () => {
    const { set, store, cleanupErrors, images } = await filledSubject()
    store.failing.add('putFile').add('deleteFile')

    await expect(set.fromBlob(replacement)).rejects.toThrow('putFile fails')
    await images.settled()

    expect(cleanupErrors).toHaveLength(1)
  })

  it('does not stop the settler when the application fails to take the report', async () => {
    const warnings: string[] = []
    const note = (warning: Error) => warnings.push(warning.message)
    process.on('warning', note)
    onTestFinished(() => void process.off('warning', note))
    const { set, path, store, pictures, images } = await filledSubject({
      onCleanupError: () => {
        throw new Error('the log is full')
      },
    })
    const other = await pictures.of({ user_id: 2 }).fromBlob(image)
    store.before = (call, key) => {
      if (call === 'deleteFile' && key.path === path) throw new Error('the disk is read-only')
    }

    await pictures.removeFor([{ user_id: 1 }, { user_id: 2 }])
    await images.settled()

    expect([store.files.has(path), store.files.has(other.path)]).toEqual([true, false])
    expect(await set.exists()).toBe(false)
    await new Promise(resolve => setImmediate(resolve))
    expect(warnings).toEqual(['the log is full'])
  })

  it('becomes a warning of the process where the application listens to nothing', async () => {
    const warned = new Promise<Error>(resolve => process.once('warning', resolve))
    const subject = createSubject({ keepRetired: 0, onCleanupError: undefined as never })
    const set = subject.pictures.of({ user_id: 1 })
    const { path } = await set.fromBlob(image)
    subject.store.failing.add('deleteFile')

    await set.remove()
    await subject.images.settled()

    expect((await warned).message).toContain(`memory:${path} could not be deleted`)
  })
})

describe('a line that cannot be settled here', () => {
  it('of an unknown table is reported with the remedy, and left', async () => {
    const subject = createSubject()
    const { store, repository, cleanupErrors } = subject
    store.files.set('ns0/theirs', image)
    store.files.set('ns0/ours', image)
    repository.addLine({ path: 'ns0/theirs', store: 'memory', table: 'their_picture' })
    repository.addLine({ path: 'ns0/ours', store: 'memory', due: 1 })

    expect(await reap(subject)).toEqual(['failed', 'deleted'])

    expect([...store.files.keys()]).toEqual(['ns0/theirs'])
    expect(repository.lines).toMatchObject([{ path: 'ns0/theirs', state: 'staged', tries: 1 }])
    expect(cleanupErrors[0]?.cause).toBeInstanceOf(SchemaError)
    expect(String(cleanupErrors[0]?.cause)).toMatch(/"their_picture".*images\.attachment\(/)
  })

  it('of an unknown store is reported and left, and so is an ancestor’s file without a legacy store', async () => {
    const subject = createSubject()
    const { repository, cleanupErrors } = subject
    repository.addLine({ path: 'ns0/a', store: 'elsewhere' })
    repository.addLine({ path: 'ns0/b', store: '' })

    expect(await reap(subject)).toEqual(['failed', 'failed'])

    expect(repository.lines.map(({ state }) => state)).toEqual(['staged', 'staged'])
    expect(cleanupErrors.map(({ cause }) => (cause as { code?: string }).code)).toEqual(['STORE_MISMATCH', 'SCHEMA'])
  })

  it('since a transaction holds it, waits; reaping ends all the same, and others proceed', async () => {
    const subject = createSubject()
    const { repository, store } = subject
    for (let index = 0; index < 250; index += 1) {
      const path = `ns0/${index}`
      store.files.set(path, image)
      repository.addLine({ path, store: 'memory', due: index })
    }
    const { fence } = repository.root
    repository.root.fence = (line, evenRetired) => {
      if (Number(line.path.slice(4)) < 120) throw repository.conflict()
      return fence.call(repository.root, line, evenRetired)
    }

    const outcomes = await reap(subject)

    expect(outcomes.filter(outcome => outcome === 'waiting')).toHaveLength(120)
    expect(outcomes.filter(outcome => outcome === 'deleted')).toHaveLength(130)
    expect(store.files.size).toBe(120)
  })

  it('since another process is putting it off at the same moment, does not end the reaping', async () => {
    const { subject, set, pictures, repository } = await filledSubject({ keepRetired: 60 })
    await set.remove()
    await pictures.of({ user_id: 2 }).fromBlob(image)
    await pictures.of({ user_id: 2 }).remove()
    await subject.images.settled()
    let first = true
    repository.before = step => {
      if (step !== 'postpone' || !first) return
      first = false
      throw repository.conflict()
    }

    expect(await reap(subject)).toEqual(['waiting', 'retained'])
  })
})

describe('a database that fails', () => {
  it('while files are settled is reported, and the next hints are heard', async () => {
    const { subject, set, repository, cleanupErrors, store } = await filledSubject()
    repository.before = step => {
      if (step === 'findPaths') throw new Error('the connection is lost')
    }

    await set.fromBlob(replacement)
    await subject.images.settled()
    expect(cleanupErrors).toMatchObject([{ keys: [], cause: { message: 'the connection is lost' } }])
    repository.before = () => undefined
    await set.remove()
    await subject.images.settled()
    await reap(subject)

    expect([store.files.size, repository.lines.length]).toEqual([0, 0])
  })
})

describe("the end of an application's own transaction", () => {
  it('settles its files at once when the adapter has seen it, and nobody else waits for it', async () => {
    const { subject, repository, images, pictures, store, set } = await filledSubject()
    const transactions = repository as Repository<MemoryHandle>
    transactions.transactionOf = handle => handle

    await repository
      .transaction(async handle => {
        await pictures.using(handle).of({ user_id: 1 }).fromBlob(replacement)
        images.transactionEnded({})
        return handle
      })
      .then(handle => images.transactionEnded(handle))

    await vi.waitFor(() => expect(store.files.size).toBe(1), { timeout: 900 })
    expect((await set.requireOriginal()).width).toBe(50)
    await expectAgreement(subject)
  })
})
