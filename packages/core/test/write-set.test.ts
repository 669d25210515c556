import { describe, expect, it, vi } from 'vitest'
import { ConflictError } from '../src/errors.js'
import type { RepositorySession } from '../src/repository.js'
import { exampleImage } from './support/example-image.js'
import { createSubject, expectAgreement, type Subject } from './support/subject.js'

const [image, replacement] = [exampleImage(40, 30), exampleImage(40, 30, { shade: 2 })]

/** Changes the statements of every transaction from now on. */
function inTransactions({ repository }: Subject, change: (session: RepositorySession) => Partial<RepositorySession>) {
  const session = repository.session.bind(repository)
  vi.spyOn(repository, 'session').mockImplementation(handle => {
    const made = session(handle)
    return Object.assign(made, change(made))
  })
}

/** Clears nothing the first times, as a snapshot does that is older than the rows. */
function hideFromClearing(subject: Subject, times: number): void {
  let hidden = 0
  inTransactions(subject, session => {
    const clear = session.clear.bind(session)
    return {
      clear: async (table, key) => {
        hidden += 1
        return hidden <= times ? [] : clear(table, key)
      },
    }
  })
}

describe('replacing a set whose rows an old snapshot hides', () => {
  it('clears it again when the insert meets them', async () => {
    const subject = createSubject()
    const set = subject.pictures.of({ user_id: 1 })
    await set.fromBlob(image)
    hideFromClearing(subject, 1)

    await set.fromBlob(replacement)

    expect(await set.makeBlob()).toEqual(replacement)
    expect(await set.count()).toBe(1)
    await expectAgreement(subject)
  })

  it('is a conflict when they stay hidden, and changes nothing', async () => {
    const subject = createSubject()
    const set = subject.pictures.of({ user_id: 1 })
    await set.fromBlob(image)
    hideFromClearing(subject, 2)

    await expect(set.fromBlob(replacement)).rejects.toThrow(ConflictError)

    expect(await set.makeBlob()).toEqual(image)
    await expectAgreement(subject)
  })
})

describe('adding a thumbnail', () => {
  it('is a conflict when a row of its size is there that nobody can see', async () => {
    const subject = createSubject()
    const set = subject.pictures.of({ user_id: 1 })
    await set.fromBlob(image)
    inTransactions(subject, () => ({ insert: async () => 'exists' }))

    await expect(set.generateThumbnail({ width: 20 })).rejects.toThrow(ConflictError)

    await expectAgreement(subject)
    expect(await set.count()).toBe(1)
  })
})

describe('a row that is gone right after it was written', () => {
  it('is reported as what it is: something outside deletes rows', async () => {
    const subject = createSubject()
    inTransactions(subject, () => ({ find: async () => [] }))

    await expect(subject.pictures.of({ user_id: 1 }).fromBlob(image)).rejects.toThrow(
      /outside ImageAttach deletes rows/,
    )

    await expectAgreement(subject)
  })
})
