import { describe, expect, it } from 'vitest'
import type { ImageKey } from '../src/image-key.js'
import type { PresignedUpload, PresignUploadOptions } from '../src/store.js'
import { exampleImage } from './support/example-image.js'
import { MemoryStore } from './support/memory-store.js'
import { createSubject, expectAgreement } from './support/subject.js'

const image = exampleImage(40, 30)

/** A store that takes uploads, and remembers for which terms. */
class UploadStore extends MemoryStore {
  readonly presigned: (PresignUploadOptions & { readonly key: ImageKey })[] = []

  async presignUpload(key: ImageKey, options: PresignUploadOptions): Promise<PresignedUpload> {
    this.presigned.push({ key, ...options })
    return { url: 'https://images.example.com/', fields: { key: key.path } }
  }

  /** What the browser does. */
  upload({ fields }: PresignedUpload, bytes = image): void {
    this.files.set(fields.key ?? '', bytes)
  }
}

function subject() {
  const store = new UploadStore('uploads')
  return { ...createSubject({ store }), store }
}

describe('an upload of a browser', () => {
  it('is in the ledger before the browser can begin', async () => {
    const { pictures, repository, store } = subject()

    const upload = await pictures.presignUpload({ mimetype: 'image/png', maxBytes: 1000, expiresIn: 60 })

    const path = upload.fields.key
    expect(path).toMatch(/^[a-z0-9]+\/user-picture\/[0-9a-f]{2}\/[0-9a-f]{32}\.0x0\.png$/)
    expect(store.presigned).toMatchObject([{ key: { path, mimetype: 'image/png' }, maxBytes: 1000, expiresIn: 60 }])
    expect(repository.lines).toMatchObject([{ path, store: 'uploads', state: 'staged', table: 'user_picture' }])
    expect(upload).toMatchObject({ url: 'https://images.example.com/', token: `uploads:${path}` })
  })

  it('is prepared at a path of its own, attached, and gone from where it was', async () => {
    const all = subject()
    const { pictures, store } = all
    const upload = await pictures.presignUpload({ mimetype: 'image/png' })
    store.upload(upload)

    const prepared = await pictures.prepareUpload(upload.token, { thumbnails: [{ width: 20 }] })
    await pictures.of({ user_id: 1 }).attach(prepared)

    expect(prepared).toMatchObject({ size: { width: 40, height: 30 }, mimetype: 'image/png' })
    expect(store.files.has(upload.fields.key ?? '')).toBe(false)
    expect(store.files.size).toBe(2)
    await expectAgreement(all)
  })

  it('goes when nobody prepares it', async () => {
    const { pictures, store, images, repository } = subject()
    const upload = await pictures.presignUpload({ mimetype: 'image/png', expiresIn: 60 })
    store.upload(upload)

    repository.now += 3_600
    for await (const _ of images.reap());
    expect(store.files.size).toBe(1)
    repository.now += 61
    for await (const _ of images.reap());

    expect(store.files.size).toBe(0)
    await expect(pictures.prepareUpload(upload.token)).rejects.toMatchObject({ code: 'PREPARED_EXPIRED' })
  })

  it.each([
    ['bytes that are no image', new Uint8Array([1, 2, 3]), 'unsupported'],
    ['an image of another type than it was to be', exampleImage(40, 30, { mimetype: 'image/jpeg' }), 'mismatch'],
    ['half an image', image.subarray(0, 12), 'corrupt'],
    ['more bytes than the limit', new Uint8Array(30_000_000), 'too-large'],
    ['no bytes', new Uint8Array(0), 'empty'],
  ])('is refused and deleted if it is %s', async (_, bytes, reason) => {
    const all = subject()
    const upload = await all.pictures.presignUpload({ mimetype: 'image/png' })
    all.store.upload(upload, bytes)

    await expect(all.pictures.prepareUpload(upload.token)).rejects.toMatchObject({ reason })

    expect(all.store.files.size).toBe(0)
    await expectAgreement(all)
  })

  it('stays for another try when the store fails', async () => {
    const { pictures, store } = subject()
    const upload = await pictures.presignUpload({ mimetype: 'image/png' })
    store.upload(upload)
    store.failing.add('putFile')

    await expect(pictures.prepareUpload(upload.token)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    store.failing.clear()

    expect(await pictures.prepareUpload(upload.token)).toMatchObject({ byteSize: image.length })
  })

  it('is not found before it has arrived, and prepared once', async () => {
    const { pictures, store } = subject()
    const upload = await pictures.presignUpload({ mimetype: 'image/png' })
    await expect(pictures.prepareUpload(upload.token)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    store.upload(upload)

    await pictures.prepareUpload(upload.token)

    await expect(pictures.prepareUpload(upload.token)).rejects.toMatchObject({ code: 'PREPARED_EXPIRED' })
  })

  it('cannot be made to name what is no upload', async () => {
    const { pictures, photos, store, repository } = subject()
    const picture = await pictures.of({ user_id: 1 }).fromBlob(image)
    await pictures.prepare(image)
    const prepared = repository.lines[0]?.path
    const upload = await pictures.presignUpload({ mimetype: 'image/png' })
    store.upload(upload)
    const before = new Map(store.files)

    for (const token of [
      '',
      ':',
      'uploads:',
      'uploads:../../etc/passwd',
      `uploads:${picture.path}`,
      `uploads:${prepared}`,
      `elsewhere:${upload.fields.key}`,
      `${upload.token}x`,
      upload.token.replace('.png', '.jpg'),
      upload.fields.key ?? '',
    ]) {
      await expect(pictures.prepareUpload(token), token).rejects.toMatchObject({ code: 'PREPARED_EXPIRED' })
    }
    await expect(photos.prepareUpload(upload.token)).rejects.toMatchObject({ code: 'PREPARED_EXPIRED' })
    expect(store.files).toEqual(before)
  })

  it('is not offered for what could not be attached', async () => {
    const { pictures, repository } = subject()

    await expect(pictures.presignUpload({ mimetype: 'text/html' })).rejects.toMatchObject({
      code: 'UNSUPPORTED_MIME_TYPE',
    })
    for (const options of [{ maxBytes: 0 }, { maxBytes: 25_000_001 }, { maxBytes: Number.NaN }, { expiresIn: 0 }]) {
      await expect(pictures.presignUpload({ mimetype: 'image/png', ...options })).rejects.toThrow(RangeError)
    }
    await expect(createSubject().pictures.presignUpload({ mimetype: 'image/png' })).rejects.toThrow(TypeError)
    expect(repository.lines).toEqual([])
  })

  it('has no part in a transaction', async () => {
    const { pictures, images } = subject()

    await images.transaction(async transaction => {
      const bound = pictures.using(transaction)
      await expect(bound.presignUpload({ mimetype: 'image/png' })).rejects.toThrow(TypeError)
      await expect(bound.prepareUpload('uploads:a')).rejects.toThrow(TypeError)
      await expect(pictures.presignUpload({ mimetype: 'image/png' })).rejects.toMatchObject({
        code: 'TRANSACTION_NOT_JOINED',
      })
    })
  })
})

describe('a store that signs its URLs', () => {
  it('gets no cache buster, which would break the signature', async () => {
    const store = Object.assign(new MemoryStore(), { signsUrls: true })
    const { pictures } = createSubject({ store })

    const picture = await pictures.of({ user_id: 1 }).fromBlob(image)

    expect(picture.url).toBe(`https://images.example.com/${picture.path}`)
  })
})
