import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { ConflictError, type PreparedExpiredError } from '../src/errors.js'
import { exampleImage } from './support/example-image.js'
import { createSubject, expectAgreement } from './support/subject.js'

const [image, replacement] = [exampleImage(40, 30), exampleImage(50, 30)]

async function filledSubject() {
  const subject = createSubject()
  const set = subject.pictures.of({ user_id: 1 })
  await set.fromBlob(image)
  await subject.images.settled()
  return { ...subject, subject, set }
}

/** Runs work that waits between attempts, without waiting. */
async function withoutPauses<TResult>(work: () => Promise<TResult>): Promise<TResult> {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const working = work()
  working.catch(() => undefined)
  await vi.runAllTimersAsync()
  return working
}

describe('a verb with a transaction of its own', () => {
  it('is run again when another transaction gets in its way', async () => {
    const { subject, set, repository } = await filledSubject()
    let attempts = 0
    repository.before = step => {
      if (step !== 'commit') return
      attempts += 1
      if (attempts < 5) throw repository.conflict()
    }

    const made = await withoutPauses(() => set.fromBlob(replacement))

    expect([attempts, made.width]).toEqual([5, 50])
    await expectAgreement(subject)
  })

  it('gives up after five attempts with a ConflictError, and leaves nothing behind', async () => {
    const { subject, set, repository } = await filledSubject()
    let attempts = 0
    repository.before = step => {
      if (step !== 'insert') return
      attempts += 1
      throw repository.conflict()
    }

    const made = withoutPauses(() => set.fromBlob(replacement))

    await expect(made).rejects.toThrow(ConflictError)
    await expect(made).rejects.toMatchObject({ code: 'CONFLICT', retryable: true, cause: expect.any(Error) })
    expect(attempts).toBe(5)
    repository.before = () => undefined
    await expectAgreement(subject)
    expect(await set.makeBlob()).toEqual(image)
  })

  it('is not run again for any other failure', async () => {
    const { subject, set, repository } = await filledSubject()
    let attempts = 0
    repository.before = step => {
      if (step !== 'insert') return
      attempts += 1
      throw new Error('check constraint')
    }

    await expect(set.fromBlob(replacement)).rejects.toThrow('check constraint')

    expect(attempts).toBe(1)
    repository.before = () => undefined
    await expectAgreement(subject)
  })

  it('keeps the file when a commit looks like a failure', async () => {
    const { subject, set, repository } = await filledSubject()
    repository.before = step => {
      if (step === 'committed') throw new Error('the connection was lost during the commit')
    }

    await expect(set.fromBlob(replacement)).rejects.toThrow('the connection was lost during the commit')

    repository.before = () => undefined
    expect(await set.makeBlob()).toEqual(replacement)
    for await (const _ of subject.images.reap());
    await expectAgreement(subject)
  })

  it('keeps the thumbnail when a commit looks like a failure', async () => {
    const { subject, set, repository } = await filledSubject()
    repository.before = step => {
      if (step === 'committed') throw new Error('the connection was lost during the commit')
    }

    await expect(set.generateThumbnail({ width: 20 })).rejects.toThrow('the connection was lost')

    repository.before = () => undefined
    expect(await (await set.findThumbnail({ width: 20 })).makeBlob()).toEqual(exampleImage(20, 15))
    await expectAgreement(subject)
  })

  it('deletes its file when the commit really failed', async () => {
    const { subject, set, repository } = await filledSubject()
    repository.before = step => {
      if (step === 'commit') throw new Error('deferred constraint')
    }

    await expect(set.fromBlob(replacement)).rejects.toThrow('deferred constraint')

    repository.before = () => undefined
    expect(await set.makeBlob()).toEqual(image)
    await expectAgreement(subject)
  })

  it('is what a handle gives that is no transaction', async () => {
    const { subject, set, repository } = await filledSubject()
    let commits = 0
    repository.before = step => {
      if (step === 'commit') commits += 1
    }

    await set.using(repository.connection).fromBlob(replacement)

    expect(commits).toBe(1)
    await expectAgreement(subject)
  })

  it('writes the staged line before the first byte', async () => {
    const { repository, store, set } = await filledSubject()
    const linesAtPut: string[] = []
    store.before = call => {
      if (call === 'putFile') linesAtPut.push(...repository.lines.map(({ state }) => state))
    }

    await set.fromBlob(replacement)

    expect(linesAtPut).toEqual(['staged'])
  })

  it('claims its files before it touches a row, and holds the set first', async () => {
    const { repository, set } = await filledSubject()
    const steps: string[] = []
    repository.before = step => steps.push(step)

    await set.fromBlob(replacement)
    await set.generateThumbnail({ width: 20 })

    const writes = steps.filter(step => ['claim', 'hold', 'clear', 'touchOriginal', 'insert'].includes(step))
    expect(writes).toEqual(['claim', 'hold', 'clear', 'insert', 'claim', 'hold', 'touchOriginal', 'insert'])
  })

  it('writes no row for a file that a reaper took meanwhile', async () => {
    const { subject, set, repository, images } = await filledSubject()
    let reaped = false
    repository.before = async step => {
      if (step !== 'claim' || reaped) return
      reaped = true
      throw repository.conflict()
    }
    const reapBetweenAttempts = async () => {
      const made = set.fromBlob(replacement)
      made.catch(() => undefined)
      await vi.waitUntil(() => reaped, { interval: 1 })
      repository.now += 3_600
      for await (const _ of images.reap());
      return made
    }

    await expect(reapBetweenAttempts()).rejects.toMatchObject({
      code: 'PREPARED_EXPIRED' satisfies PreparedExpiredError['code'],
    })
    expect(await set.makeBlob()).toEqual(image)
    await expectAgreement(subject)
  })
})

describe('a verb in the transaction of the caller', () => {
  it('is not run again: the caller must run the whole transaction again', async () => {
    const { subject, set, repository } = await filledSubject()
    let attempts = 0
    repository.before = step => {
      if (step !== 'insert') return
      attempts += 1
      throw repository.conflict()
    }

    const transaction = repository.transaction(trx => set.using(trx).fromBlob(replacement))

    await expect(transaction).rejects.toThrow(ConflictError)
    expect(attempts).toBe(1)
    repository.before = () => undefined
    await expectAgreement(subject)
  })

  it('never takes another connection before the transaction has ended', async () => {
    const { subject, set, repository } = await filledSubject()
    const { root } = repository
    repository.root.findPaths = () => {
      throw new Error('another connection was taken')
    }
    repository.root.stage = repository.root.findPaths as never

    await repository.transaction(async trx => {
      await set.using(trx).fromBlob(replacement, { thumbnails: [{ width: 20 }] })
      await set.using(trx).generateThumbnail({ width: 10 })
      await set.using(trx).remove()
      await set.using(trx).fromBlob(image)
    })

    Reflect.deleteProperty(root, 'findPaths')
    Reflect.deleteProperty(root, 'stage')
    await expectAgreement(subject)
    expect(await set.makeBlob()).toEqual(image)
  })

  it('leaves nothing when its failure is swallowed and the transaction committed', async () => {
    const { subject, set, repository, store } = await filledSubject()
    repository.before = step => {
      if (step === 'insert') throw new Error('check constraint')
    }

    await repository.transaction(async trx => {
      const other = subject.pictures.using(trx).of({ user_id: 2 })
      await expect(other.fromBlob(replacement)).rejects.toThrow('check constraint')
    })

    repository.before = () => undefined
    await expectAgreement(subject)
    expect(store.files.size).toBe(1)
    expect(await set.makeBlob()).toEqual(image)
  })
})

describe('images.transaction', () => {
  it('runs the work again when another transaction got in its way, with the same bytes of a stream', async () => {
    const { subject, images, set, repository } = await filledSubject()
    const stream = ReadableStream.from([replacement])
    let attempts = 0
    repository.before = step => {
      if (step !== 'commit') return
      attempts += 1
      if (attempts < 3) throw repository.conflict()
    }

    await withoutPauses(() => images.transaction(trx => set.using(trx).fromFile(stream)))

    expect(attempts).toBe(3)
    expect(await set.makeBlob()).toEqual(replacement)
    await expectAgreement(subject)
  })

  it('runs the work as often as it is told, then throws the conflict', async () => {
    const { images, repository } = await filledSubject()
    let attempts = 0
    const conflicting = async () => {
      attempts += 1
      throw repository.conflict()
    }

    await expect(withoutPauses(() => images.transaction(conflicting, { attempts: 2 }))).rejects.toThrow()

    expect(attempts).toBe(2)
  })

  it('takes the bytes of a buffer as they are at each call', async () => {
    const { subject, images, pictures } = await filledSubject()
    const buffer = exampleImage(40, 30)

    await images.transaction(async trx => {
      await pictures.using(trx).of({ user_id: 1 }).fromBlob(buffer)
      buffer.set(exampleImage(50, 40))
      await pictures.using(trx).of({ user_id: 2 }).fromBlob(buffer)
    })

    expect(await pictures.of({ user_id: 1 }).makeBlob()).toEqual(exampleImage(40, 30))
    expect(await pictures.of({ user_id: 2 }).makeBlob()).toEqual(exampleImage(50, 40))
    await expectAgreement(subject)
  })

  it('refuses text as it is refused elsewhere', async () => {
    const { images, pictures } = await filledSubject()
    const unhandled: unknown[] = []
    const note = (error: unknown) => unhandled.push(error)
    process.on('unhandledRejection', note)
    onTestFinished(() => void process.off('unhandledRejection', note))

    for (const input of ['image', undefined, null, 5]) {
      const transaction = images.transaction(trx =>
        pictures
          .using(trx)
          .of({ user_id: 1 })
          .fromFile(input as never),
      )
      await expect(transaction).rejects.toThrow(/^An image is read from a Uint8Array/)
    }

    await new Promise(resolve => setImmediate(resolve))
    expect(unhandled).toEqual([])
  })
})
