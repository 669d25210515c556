import { expect, it } from 'vitest'
import { OwnerKeyError } from '../src/errors.js'
import type { Resizer } from '../src/resizer.js'
import { exampleImage } from './support/example-image.js'
import { createSubject, expectAgreement } from './support/subject.js'

/** What JavaScript lets pass, and TypeScript does not. */
const wrong = (value: unknown) => value as never

it.each([[undefined], [null], [7]])('an owner that is %s is told, and what may have happened', async owner => {
  const { pictures, photos } = createSubject()

  expect(() => pictures.of(wrong(owner))).toThrow(OwnerKeyError)
  expect(() => photos.of(wrong(owner))).toThrow(`post_photo: the owner is ${owner}; did a query find nothing?`)
  await expect(pictures.load([wrong(owner)])).rejects.toThrow(OwnerKeyError)
  await expect(pictures.removeFor([wrong(owner)])).rejects.toThrow(OwnerKeyError)
})

it('one owner, or no rows, in the place of an array is told', async () => {
  const { pictures, photos } = createSubject()
  const owner = wrong({ user_id: 1, post_id: 1 })
  const calls = {
    load: [pictures.load(owner), photos.load(owner)],
    loadThumbnails: [pictures.loadThumbnails(owner, { width: 1 }), photos.loadThumbnails(owner, { width: 1 })],
    removeFor: [pictures.removeFor(owner), photos.removeFor(owner)],
    fromRows: [pictures.fromRows(owner), photos.fromRows(owner)],
  }

  for (const [verb, [ofPictures, ofPhotos]] of Object.entries(calls)) {
    const message = `${verb} takes an array of ${verb === 'fromRows' ? 'rows' : 'owners'}, not object`
    await expect(ofPictures).rejects.toThrow(`user_picture: ${message}`)
    await expect(ofPhotos).rejects.toThrow(`post_photo: ${message}`)
  }
  await expect(pictures.fromRows(wrong(undefined))).rejects.toThrow('an array of rows, not undefined')
})

it.each([[undefined], [() => undefined]])('a resizer that is %s is told before anything is attached', resizer => {
  expect(() => createSubject({ resizer: wrong(resizer) as Resizer })).toThrow(
    'resizer is none: pass sharpResizer(), jimpResizer() or one of your own',
  )
})

it('a store that cannot tell the URL of a file refuses it before there is a row', async () => {
  const subject = createSubject()
  subject.store.getUrl = () => {
    throw new Error('no base URL')
  }
  const set = subject.pictures.of({ user_id: 1 })

  await expect(set.fromBlob(exampleImage(40, 30))).rejects.toThrow('no base URL')

  expect(await set.count()).toBe(0)
  await expectAgreement(subject)
  expect(subject.store.files.size).toBe(0)
})
