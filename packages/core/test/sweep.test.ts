import { describe, expect, it } from 'vitest'
import type { ListOptions } from '../src/store.js'
import type { SweepEvent, SweepOptions } from '../src/sweep.js'
import { Crowd } from './support/crowd.js'
import { exampleImage } from './support/example-image.js'
import { MemoryStore } from './support/memory-store.js'
import { createSubject, expectAgreement, type Subject } from './support/subject.js'

const image = exampleImage(40, 30)
const hour = 3_600_000

/** A store that lists its files, in an order of its own; those with `young` in their names are new. */
class ListingStore extends MemoryStore {
  async *list(prefix: string) {
    for (const [path, { length }] of [...this.files].toReversed()) {
      const modifiedAt = new Date(Date.now() - (path.includes('young') ? hour - 5_000 : hour))
      if (path.startsWith(prefix)) yield { path, byteSize: length, modifiedAt }
    }
  }
}

function createListingSubject(): Subject & { readonly store: ListingStore } {
  const store = new ListingStore()
  return { ...createSubject({ store }), store }
}

async function sweep({ images }: Pick<Subject, 'images'>, options: SweepOptions = {}) {
  const found: Record<string, string> = {}
  const progress: Extract<SweepEvent, { kind: 'progress' }>[] = []
  for await (const event of images.sweep(options)) {
    if (event.kind === 'progress') progress.push(event)
    else found[event.path] = event.outcome
  }
  return { found, progress }
}

describe('sweep', () => {
  it('deletes what no row and no line knows, and nothing else', async () => {
    const subject = createListingSubject()
    const { path } = await subject.pictures.of({ user_id: 1 }).fromBlob(image)
    const prepared = await subject.pictures.prepare(image)
    subject.store.files.set('ns0/user-picture/ab/orphan.png', image)

    const { found, progress } = await sweep(subject)

    expect(found).toEqual({ 'ns0/user-picture/ab/orphan.png': 'deleted' })
    expect(progress).toEqual([{ kind: 'progress', store: 'memory', scanned: 3 }])
    expect(subject.store.files.has(path)).toBe(true)
    await subject.pictures.of({ user_id: 2 }).attach(prepared)
    await expectAgreement(subject)
  })

  it('asks for the files of the store itself, and for what killed writes have left', async () => {
    const asked: unknown[] = []
    const subject = createListingSubject()
    const { list } = subject.store
    subject.store.list = function (prefix: string, options?: ListOptions) {
      asked.push(options)
      return list.call(this, prefix)
    }

    await sweep(subject)

    expect(asked).toEqual([{ own: true, remains: true }])
  })

  it('keeps the file of a row that is replaced between its two questions to the database', async () => {
    const store = new ListingStore()
    const subject = { ...createSubject({ store, keepRetired: 3_600 }), store }
    const set = subject.pictures.of({ user_id: 1 })
    const { path } = await set.fromBlob(image)
    const asked: string[] = []
    subject.repository.before = async step => {
      if (step !== 'findLines' && step !== 'findPaths') return
      asked.push(step)
      if (asked.length !== 2) return
      subject.repository.before = () => undefined
      await set.fromBlob(exampleImage(20, 10))
    }

    await sweep(subject, { minAge: 0 })

    expect(asked).toHaveLength(2)
    expect(subject.store.files.has(path)).toBe(true)
  })

  it('changes nothing in a dry run', async () => {
    const subject = createListingSubject()
    subject.store.files.set('ns0/user-picture/ab/orphan.png', image)

    expect((await sweep(subject, { dryRun: true })).found).toEqual({ 'ns0/user-picture/ab/orphan.png': 'garbage' })

    expect(subject.store.files.size).toBe(1)
  })

  it('leaves files of other applications, of unknown tables, and young ones', async () => {
    const subject = createListingSubject()
    for (const path of ['ns1/user-picture/ab/a.png', 'ns0/other/ab/b.png', 'ns0/user-picture/ab/young.png']) {
      subject.store.files.set(path, image)
    }

    expect((await sweep(subject)).found).toEqual({
      'ns0/other/ab/b.png': 'foreign',
      'ns0/user-picture/ab/young.png': 'young',
    })
    expect((await sweep(subject, { minAge: 0 })).found['ns0/user-picture/ab/young.png']).toBe('deleted')

    expect([...subject.store.files.keys()]).toEqual(['ns1/user-picture/ab/a.png', 'ns0/other/ab/b.png'])
  })

  it('goes through a long listing page by page', async () => {
    const subject = createListingSubject()
    for (let index = 0; index < 1_001; index += 1) subject.store.files.set(`ns0/user-picture/ab/${index}.png`, image)

    const { progress } = await sweep(subject)

    expect(progress.map(({ scanned }) => scanned)).toEqual([500, 1_000, 1_001])
    await expectAgreement(subject)
  })

  it('deletes several files at once, as many as it is told to', async () => {
    const subject = createListingSubject()
    const crowd = new Crowd()
    subject.store.before = () => crowd.enter()
    const most = async (options?: SweepOptions): Promise<number> => {
      for (let index = 0; index < 20; index += 1) subject.store.files.set(`ns0/user-picture/ab/${index}.png`, image)
      crowd.most = 0
      await sweep(subject, options)
      return crowd.most
    }

    expect(await most()).toBe(8)
    expect(await most({ concurrency: 2 })).toBe(2)
    await expect(sweep(subject, { concurrency: 1.5 })).rejects.toThrow(RangeError)
    await expectAgreement(subject)
  })

  it('visits only the stores that are asked for and can list', async () => {
    const [one, two] = [new ListingStore('one'), new ListingStore('two')]
    const subject = createSubject({ store: new MemoryStore(), stores: [one, two] })
    for (const store of [one, two]) store.files.set('ns0/user-picture/ab/orphan.png', image)

    await sweep(subject, { stores: ['two'] })

    expect([one.files.size, two.files.size]).toEqual([1, 0])
  })

  it('stops when it is told to', async () => {
    const subject = createListingSubject()
    subject.store.files.set('ns0/user-picture/ab/orphan.png', image)

    const stopped = sweep(subject, { signal: AbortSignal.abort(new Error('enough')) })

    await expect(stopped).rejects.toThrow('enough')
    expect(subject.store.files.size).toBe(1)
  })
})
