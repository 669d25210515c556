import { describe, expect, it } from 'vitest'
import { TransactionNotJoinedError } from '../src/errors.js'
import { exampleImage } from './support/example-image.js'
import { gate } from './support/gate.js'
import { createSubject, expectAgreement } from './support/subject.js'

const image = exampleImage(40, 30)

describe('a verb that does not join the transaction around it', () => {
  it('is refused, whichever verb it is; the message names the remedy', async () => {
    const { images, pictures, photos } = createSubject()
    const set = pictures.of({ user_id: 1 })

    await images.transaction(async () => {
      for (const verb of [
        () => set.fromBlob(image),
        () => set.remove(),
        () => set.original(),
        () => set.makeBlob(),
        () => set.generateThumbnail({ width: 20 }),
        () => pictures.load([{ user_id: 1 }]),
        () => pictures.removeFor([{ user_id: 1 }]),
        () => photos.of({ post_id: 1 }).count(),
      ]) {
        await expect(verb()).rejects.toThrow(TransactionNotJoinedError)
        await expect(verb()).rejects.toThrow('Write .using(trx) before .of(...)')
      }
    })
  })

  it('is not refused before, nor after the transaction has ended', async () => {
    const subject = createSubject()
    const { images, pictures } = subject

    await pictures.of({ user_id: 1 }).fromBlob(image)
    await images.transaction(async () => undefined)
    await expect(images.transaction(() => Promise.reject(new Error('roll back')))).rejects.toThrow('roll back')
    await pictures.of({ user_id: 2 }).fromBlob(image)

    await expectAgreement(subject)
  })

  it('is not refused in work that was begun inside and goes on after the end', async () => {
    const subject = createSubject()
    const { images, pictures } = subject
    const ended = gate()
    let later: Promise<unknown> = Promise.resolve()

    await images.transaction(async () => {
      later = ended.passed.then(() => pictures.of({ user_id: 1 }).fromBlob(image))
    })
    ended.open()

    await expect(later).resolves.toMatchObject({ width: 40 })
    await expectAgreement(subject)
  })

  it('is not refused in other work that runs at the same time', async () => {
    const { images, pictures } = createSubject()
    const [entered, leave] = [gate(), gate()]

    const transaction = images.transaction(async () => {
      entered.open()
      await leave.passed
    })
    await entered.passed
    const outside = pictures.of({ user_id: 1 }).exists()

    await expect(outside).resolves.toBe(false)
    leave.open()
    await transaction
  })

  it('is not refused when the transaction is one of another ImageAttach', async () => {
    const [one, two] = [createSubject(), createSubject()]

    await one.images.transaction(() => two.pictures.of({ user_id: 1 }).fromBlob(image))

    await expectAgreement(two)
  })

  it('is refused also inside a transaction of another ImageAttach', async () => {
    const [one, two] = [createSubject(), createSubject()]

    const nested = one.images.transaction(() => two.images.transaction(() => one.pictures.of({ user_id: 1 }).exists()))

    await expect(nested).rejects.toThrow(TransactionNotJoinedError)
  })

  it('is refused again after an inner transaction of another ImageAttach', async () => {
    const [one, two] = [createSubject(), createSubject()]

    await one.images.transaction(async () => {
      await two.images.transaction(async trx => two.pictures.using(trx).of({ user_id: 1 }).fromBlob(image))
      await expect(one.pictures.of({ user_id: 1 }).exists()).rejects.toThrow(TransactionNotJoinedError)
    })

    await expectAgreement(two)
  })
})

describe('a verb that joins', () => {
  it('sees what the transaction has written, and nobody else does before the commit', async () => {
    const subject = createSubject()
    const { images, pictures, repository } = subject

    await images.transaction(async trx => {
      await pictures.using(trx).of({ user_id: 1 }).fromBlob(image)
      expect(await pictures.of({ user_id: 1 }).using(trx).exists()).toBe(true)
      expect(repository.rows).toEqual([])
    })

    expect(repository.rows).toHaveLength(1)
    await expectAgreement(subject)
  })

  it('leaves nothing when the transaction is rolled back', async () => {
    const subject = createSubject()

    const transaction = subject.images.transaction(async trx => {
      await subject.pictures
        .using(trx)
        .of({ user_id: 1 })
        .fromBlob(image, { thumbnails: [{ width: 20 }] })
      throw new Error('roll back')
    })

    await expect(transaction).rejects.toThrow('roll back')
    await expectAgreement(subject)
    expect(subject.store.files.size).toBe(0)
  })
})
