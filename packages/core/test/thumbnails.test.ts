import { describe, expect, it } from 'vitest'
import { StaleOriginalError } from '../src/errors.js'
import { exampleImage } from './support/example-image.js'
import { gate } from './support/gate.js'
import { MemoryStore } from './support/memory-store.js'
import { createSubject, exampleRow, expectAgreement, userPicture } from './support/subject.js'

const image = exampleImage(40, 30)

async function filledSubject(options: Parameters<typeof createSubject>[0] = {}) {
  const subject = createSubject(options)
  const set = subject.pictures.of({ user_id: 1 })
  await set.fromBlob(image)
  return { ...subject, subject, set }
}

describe('a thumbnail whose original is replaced while it is made', () => {
  it('is started again from the new original', async () => {
    const { subject, set, resizer } = await filledSubject()
    resizer.before = async () => {
      resizer.before = () => undefined
      await set.fromBlob(exampleImage(60, 30, { shade: 2 }))
    }

    const thumbnail = await set.generateThumbnail({ width: 20 })

    expect(thumbnail.size).toEqual({ width: 20, height: 10 })
    expect(await thumbnail.makeBlob()).toEqual(exampleImage(20, 10, { shade: 2 }))
    await expectAgreement(subject)
  })

  it('is given up when that happens every time, and leaves nothing', async () => {
    const { subject, set, resizer } = await filledSubject()
    let replaced = 0
    resizer.before = async () => {
      replaced += 1
      await set.fromBlob(exampleImage(60, 30, { shade: replaced }))
    }

    await expect(set.generateThumbnail({ width: 20 })).rejects.toThrow(StaleOriginalError)

    expect(replaced).toBe(3)
    expect(await set.count()).toBe(1)
    await expectAgreement(subject)
  })

  it('is not started again in the transaction of the caller, which would see the same', async () => {
    const { subject, set, images, resizer } = await filledSubject()
    let resized = 0
    resizer.before = () => {
      resized += 1
    }

    const transaction = images.transaction(async trx => {
      const making = set.using(trx).generateThumbnail({ width: 20 })
      await set.using(trx).remove()
      return making
    })

    await expect(transaction).rejects.toThrow(StaleOriginalError)
    expect(resized).toBe(1)
    await expectAgreement(subject)
  })

  it('fails when the original was removed', async () => {
    const { subject, set, resizer } = await filledSubject()
    resizer.before = async () => {
      await set.remove()
    }

    await expect(set.generateThumbnail({ width: 20 })).rejects.toMatchObject({ code: 'NO_ORIGINAL' })

    await expectAgreement(subject)
  })
})

describe('a stale thumbnail', () => {
  it('is ignored, and replaced by one of the original', async () => {
    const { repository, store, images, set } = await filledSubject()
    const stale = exampleRow({
      width: 20,
      height: 15,
      original: false,
      path: 'ns0/old',
      source: 'ns0/gone',
      store: 'memory',
    })
    repository.addRow(userPicture, stale)
    store.files.set('ns0/old', exampleImage(20, 15, { shade: 9 }))

    expect(await set.tryFindThumbnail({ width: 20 })).toBeUndefined()
    expect(await set.count()).toBe(1)
    const thumbnail = await set.generateThumbnail({ width: 20 })
    await images.settled()

    expect(await thumbnail.makeBlob()).toEqual(exampleImage(20, 15))
    expect(store.files.has('ns0/old')).toBe(false)
  })
})

describe('a thumbnail that somebody else made meanwhile', () => {
  it('wins, and ours is given back', async () => {
    const { subject, set, resizer } = await filledSubject()
    let others: string | undefined
    resizer.before = async () => {
      resizer.before = () => undefined
      others = (await set.generateThumbnail({ width: 20 })).path
    }

    const thumbnail = await set.generateThumbnail({ width: 20 })

    expect(thumbnail.path).toBe(others)
    expect(await set.count()).toBe(2)
    await expectAgreement(subject)
  })
})

describe('a thumbnail of a vector', () => {
  it('is PNG, in its type and in its path', async () => {
    const subject = createSubject({ limits: { mimetypes: ['image/svg+xml', 'image/png'] } })
    const set = subject.pictures.of({ user_id: 1 })
    await set.fromBlob(exampleImage(40, 30, { mimetype: 'image/svg+xml' }))

    const thumbnail = await set.generateThumbnail({ width: 20 })

    expect(thumbnail.mimetype).toBe('image/png')
    expect(thumbnail.path).toMatch(/\.20x15\.png$/)
    expect(await thumbnail.makeBlob()).toEqual(exampleImage(20, 15))
    await expectAgreement(subject)
  })

  it('keeps the type of every other source', async () => {
    const subject = createSubject()
    const set = subject.pictures.of({ user_id: 1 })

    await set.fromBlob(exampleImage(40, 30, { mimetype: 'image/jpeg' }), { thumbnails: [{ width: 20 }] })

    expect((await set.images()).map(({ mimetype }) => mimetype)).toEqual(['image/jpeg', 'image/jpeg'])
  })
})

describe('making thumbnails', () => {
  it('decodes once for all sizes, and makes each size once', async () => {
    const { set, resizer } = await filledSubject()

    const made = await set.generateThumbnails([{ width: 20 }, { width: 10 }, { height: 15 }, { ratio: 1 }])

    expect(resizer.resized.map(targets => targets.map(({ width }) => width))).toEqual([[20, 10]])
    expect(made.map(({ width }) => width)).toEqual([20, 10, 20, 40])
  })

  it('passes the kernel on', async () => {
    const { set, resizer } = await filledSubject()

    await set.generateThumbnail({ width: 20, kernel: 'nearest' })

    expect(resizer.resized).toEqual([[{ width: 20, height: 15, mimetype: 'image/png', kernel: 'nearest' }]])
  })

  it('does nothing for no sizes', async () => {
    const { set, resizer } = await filledSubject()

    expect(await set.generateThumbnails([])).toEqual([])
    expect(resizer.resized).toEqual([])
  })

  it('refuses sizes that make no sense before it reads anything', async () => {
    const { set, repository } = await filledSubject()
    repository.before = step => {
      throw new Error(`${step} was not to be reached`)
    }

    await expect(set.generateThumbnails([{ width: 20 }, { width: 0 }])).rejects.toThrow(RangeError)
    await expect(set.findOrGenerate({} as never)).rejects.toThrow(TypeError)
    await expect(set.tryFindThumbnail({ width: 1.5 })).rejects.toThrow(RangeError)
  })

  it('refuses a thumbnail above the limit, and a side of less than a pixel', async () => {
    const { subject, set } = await filledSubject({ limits: { maxPixels: 1_200 } })

    await expect(set.generateThumbnail({ width: 39 })).resolves.toMatchObject({ height: 29 })
    await expect(set.generateThumbnail({ width: 80 })).rejects.toMatchObject({ reason: 'too-many-pixels' })
    await expect(set.generateThumbnail({ width: 1 })).rejects.toThrow(RangeError)
    await expectAgreement(subject)
  })

  it('refuses a type that the resizer cannot write', async () => {
    const { set, resizer } = await filledSubject()
    resizer.outputs = ['image/jpeg']

    await expect(set.generateThumbnail({ width: 20 })).rejects.toMatchObject({
      code: 'UNSUPPORTED_MIME_TYPE',
      message: 'fake makes no thumbnails of image/png',
    })
  })

  it('lets a preprocessed picture of the very size of the original be the original', async () => {
    const { subject, set } = await filledSubject()

    const made = await set.generateThumbnail({ ratio: 0.5 }, { preprocess: () => exampleImage(80, 60, { shade: 2 }) })

    expect(made.original).toBe(true)
    await expectAgreement(subject)
  })

  it('takes what a hook returns for what it is, or refuses it', async () => {
    const { subject, set } = await filledSubject()
    const postprocess = async (bytes: Uint8Array) => bytes.subarray(0, 9)

    await expect(set.generateThumbnail({ width: 20 }, { postprocess })).rejects.toMatchObject({ reason: 'corrupt' })

    await expectAgreement(subject)
    expect(await set.count()).toBe(1)
  })
})

describe('callers who ask for the same size at the same time', () => {
  it('share one piece of work', async () => {
    const { set, pictures, resizer } = await filledSubject()

    const made = await Promise.all([
      set.findOrGenerate({ width: 20 }),
      set.findOrGenerate({ width: 20 }),
      pictures.of({ user_id: 1n }).findOrGenerate({ width: 20 }),
    ])

    expect(new Set(made.map(({ path }) => path)).size).toBe(1)
    expect(resizer.resized).toHaveLength(1)
  })

  it('do not share across sizes and owners, nor with those who come later', async () => {
    const { set, pictures, resizer } = await filledSubject()
    await pictures.of({ user_id: 2 }).fromBlob(exampleImage(40, 10))

    const [own, , other] = await Promise.all([
      set.findOrGenerate({ width: 20 }),
      set.findOrGenerate({ width: 10 }),
      pictures.of({ user_id: 2 }).findOrGenerate({ width: 20 }),
    ])
    await set.remove()

    expect([own.height, other.height, resizer.resized.length]).toEqual([15, 5, 3])
    await expect(set.findOrGenerate({ width: 20 })).rejects.toMatchObject({ code: 'NO_ORIGINAL' })
  })

  it('do not share what a transaction may roll back', async () => {
    const { subject, set, images, resizer } = await filledSubject()
    const [making, proceed] = [gate(), gate()]
    resizer.before = () => {
      making.open()
      return proceed.passed
    }

    const transaction = images.transaction(async trx => {
      await set.using(trx).findOrGenerate({ width: 20 })
      throw new Error('roll back')
    })
    await making.passed
    const outside = set.findOrGenerate({ width: 20 })
    proceed.open()

    await expect(transaction).rejects.toThrow('roll back')
    await images.settled()
    expect(await (await outside).makeBlob()).toEqual(exampleImage(20, 15))
    await expectAgreement(subject)
  })

  it('are not stopped by one who leaves', async () => {
    const { set, resizer } = await filledSubject()
    const [entered, leave] = [gate(), gate()]
    resizer.before = async () => {
      entered.open()
      await leave.passed
    }
    const controller = new AbortController()

    const leaving = set.findOrGenerate({ width: 20 }, { signal: controller.signal })
    const staying = set.findOrGenerate({ width: 20 })
    await entered.passed
    controller.abort(new Error('the visitor left'))
    await expect(leaving).rejects.toThrow('the visitor left')
    leave.open()

    expect((await staying).width).toBe(20)
  })

  it('are told at once when they have left already', async () => {
    const { set } = await filledSubject()
    const signal = AbortSignal.abort(new Error('the visitor left'))

    await expect(set.findOrGenerate({ width: 20 }, { signal })).rejects.toThrow('the visitor left')
  })
})

describe('a thumbnail of a row of the ancestor', () => {
  function ancestors() {
    const legacyStore = new MemoryStore('legacy', true)
    const subject = createSubject({ legacyStore })
    subject.repository.addRow(userPicture, exampleRow())
    legacyStore.files.set('user-picture/1/0/1.40x30.png', image)
    return { ...subject, subject, legacyStore, set: subject.pictures.of({ user_id: 1 }) }
  }

  it('is read through the legacy store, and written to a new path in the own store', async () => {
    const { set, store, legacyStore, images, repository } = ancestors()

    const thumbnail = await set.generateThumbnail({ width: 20 })
    await images.settled()

    expect(thumbnail.store).toBe(store)
    expect([...store.files]).toEqual([[thumbnail.path, exampleImage(20, 15)]])
    expect(repository.rows.find(row => row.width === 20)).toMatchObject({ source: '', store: 'memory' })
    expect([...legacyStore.files.keys()]).toEqual(['user-picture/1/0/1.40x30.png'])
    expect((await set.findThumbnail({ width: 20 })).path).toBe(thumbnail.path)
  })

  it('has the proportions that decoding tells, since rows of the ancestor ignore the orientation', async () => {
    const { set, legacyStore } = ancestors()
    legacyStore.files.set('user-picture/1/0/1.40x30.png', exampleImage(30, 40))

    expect((await set.generateThumbnail({ width: 15 })).size).toEqual({ width: 15, height: 20 })
  })

  it('cannot be made without a legacy store; the message names the option', async () => {
    const subject = createSubject()
    subject.repository.addRow(userPicture, exampleRow())

    await expect(subject.pictures.of({ user_id: 1 }).generateThumbnail({ width: 20 })).rejects.toThrow(/`legacyStore`/)
  })

  it('cannot be made from a store that does not know the layout', async () => {
    const subject = createSubject({ legacyStore: new MemoryStore('legacy') })
    subject.repository.addRow(userPicture, exampleRow())

    await expect(subject.pictures.of({ user_id: 1 }).locate()).rejects.toMatchObject({ code: 'STORE_MISMATCH' })
  })

  it('goes with its original when that is replaced', async () => {
    const { set, store, legacyStore, images, repository } = ancestors()
    await set.generateThumbnail({ width: 20 })

    const replacement = await set.fromBlob(exampleImage(40, 30, { shade: 2 }))
    await images.settled()

    expect([...store.files.keys()]).toEqual([replacement.path])
    expect(legacyStore.files.size).toBe(0)
    expect(repository.lines).toEqual([])
  })

  it('stays when only another size of the ancestor’s file is deleted', async () => {
    const { subject, legacyStore, pictures, images, repository } = ancestors()
    repository.addRow(userPicture, exampleRow({ key: { user_id: 2 } }))
    legacyStore.files.set('user-picture/2/0/2.40x30.png', image)

    await pictures.of({ user_id: 2 }).remove()
    await images.settled()

    expect([...legacyStore.files.keys()]).toEqual(['user-picture/1/0/1.40x30.png'])
    expect(subject.cleanupErrors).toEqual([])
  })
})

describe('the original of a set in which the ancestor left two', () => {
  it('is the newest, then the largest', async () => {
    const subject = createSubject({ legacyStore: new MemoryStore('legacy', true) })
    const older = { createdAt: '2020-01-01 00:00:00' }
    subject.repository.addRow(userPicture, exampleRow({ width: 90, height: 90, ...older }))
    subject.repository.addRow(userPicture, exampleRow({ width: 40, height: 30 }))
    subject.repository.addRow(userPicture, exampleRow({ width: 50, height: 40 }))

    expect((await subject.pictures.of({ user_id: 1 }).requireOriginal()).width).toBe(50)
  })
})
