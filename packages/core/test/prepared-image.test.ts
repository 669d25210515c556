import { describe, expect, it } from 'vitest'
import { PreparedExpiredError } from '../src/errors.js'
import { exampleImage } from './support/example-image.js'
import { createSubject, expectAgreement } from './support/subject.js'

const image = exampleImage(40, 30)

describe('a prepared image', () => {
  it('is stored with its thumbnails before it has an owner, and known to nobody', async () => {
    const { pictures, repository, store } = createSubject()

    const prepared = await pictures.prepare(image, { thumbnails: [{ width: 20 }] })

    expect(prepared).toMatchObject({ size: { width: 40, height: 30 }, mimetype: 'image/png', byteSize: image.length })
    expect(repository.rows).toEqual([])
    expect(repository.lines.map(({ state }) => state)).toEqual(['staged', 'staged'])
    expect(store.files.size).toBe(2)
  })

  it('is attached without another look at any file', async () => {
    const subject = createSubject()
    const prepared = await subject.pictures.prepare(image, { thumbnails: [{ width: 20 }], filename: 'a.png' })
    subject.store.before = call => {
      throw new Error(`${call} was not to be reached`)
    }

    const attached = await subject.pictures.of({ user_id: 1 }).attach(prepared)

    expect(attached).toMatchObject({ width: 40, filename: 'a.png', key: { user_id: 1 } })
    expect((await subject.pictures.of({ user_id: 1 }).images()).map(({ width }) => width)).toEqual([40, 20])
    await expectAgreement(subject)
  })

  it('survives a rollback and is attached by the next attempt', async () => {
    const subject = createSubject()
    const { images, pictures } = subject
    const prepared = await pictures.prepare(image)
    const attachAndFail = images.transaction(async trx => {
      await pictures.using(trx).of({ user_id: 1 }).attach(prepared)
      throw new Error('roll back')
    })

    await expect(attachAndFail).rejects.toThrow('roll back')
    await images.settled()
    await images.transaction(trx => pictures.using(trx).of({ user_id: 1 }).attach(prepared))

    expect(await pictures.of({ user_id: 1 }).makeBlob()).toEqual(image)
    await expectAgreement(subject)
  })

  it('is attached once; the second time changes nothing', async () => {
    const subject = createSubject()
    const { pictures } = subject
    const prepared = await pictures.prepare(image)
    await pictures.of({ user_id: 1 }).attach(prepared)
    await pictures.of({ user_id: 2 }).fromBlob(exampleImage(50, 30))

    await expect(pictures.of({ user_id: 2 }).attach(prepared)).rejects.toThrow(PreparedExpiredError)

    expect((await pictures.of({ user_id: 2 }).requireOriginal()).width).toBe(50)
    await expectAgreement(subject)
  })

  it('cannot be attached when its lease is over and a reaper has taken it', async () => {
    const subject = createSubject()
    const { pictures, images, repository } = subject
    const prepared = await pictures.prepare(image)
    repository.now += 3_600
    for await (const _ of images.reap());

    await expect(pictures.of({ user_id: 1 }).attach(prepared)).rejects.toThrow(PreparedExpiredError)

    await expectAgreement(subject)
  })

  it('belongs to its table', async () => {
    const { pictures, photos } = createSubject()
    const prepared = await photos.prepare(image)

    const attached = pictures.of({ user_id: 1 }).attach(prepared)

    await expect(attached).rejects.toThrow('user_picture: this image was prepared for table post_photo')
  })

  it('leaves nothing when a file cannot be written', async () => {
    const subject = createSubject()
    let puts = 0
    subject.store.before = call => {
      puts += 1
      if (call === 'putFile' && puts === 2) throw new Error('the disk is full')
    }

    await expect(subject.pictures.prepare(image, { thumbnails: [{ width: 20 }] })).rejects.toThrow('the disk is full')

    await expectAgreement(subject)
    expect(subject.store.files.size).toBe(0)
  })
})
