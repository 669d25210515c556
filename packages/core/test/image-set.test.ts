import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { FileNotFoundError, OriginalNotFoundError, ThumbnailNotFoundError, UnsavedOwnerError } from '../src/errors.js'
import { ImageSet } from '../src/image-set.js'
import type { Key } from '../src/key.js'
import { exampleImage } from './support/example-image.js'
import { createSubject, expectAgreement } from './support/subject.js'

const image = exampleImage(40, 30)

describe('an empty set', () => {
  it('has nothing, and says so without an error where nothing is an answer', async () => {
    const set = createSubject().pictures.of({ user_id: 1 })

    expect(await set.original()).toBeUndefined()
    expect(await set.tryFindThumbnail({ width: 20 })).toBeUndefined()
    expect([await set.exists(), await set.count(), await set.images()]).toEqual([false, 0, []])
    expect([await set.toHtml({ alt: 'x' }), await set.remove()]).toEqual(['', 0])
    expect([...(await set.load())]).toEqual([])
  })

  it('throws typed errors where a picture is needed, which name table and key', async () => {
    const set = createSubject().pictures.of({ user_id: 7 })

    for (const verb of [
      set.requireOriginal(),
      set.locate(),
      set.openFile(),
      set.makeBlob(),
      set.generateThumbnail({ width: 20 }),
      set.findOrGenerate({ width: 20 }),
      set.fromRawFile(image, { width: 20, height: 15, mimetype: 'image/png', original: false }),
    ]) {
      await expect(verb).rejects.toThrow(OriginalNotFoundError)
      await expect(verb).rejects.toThrow('user_picture: the set of user_id 7 has no original')
    }
    await expect(set.findThumbnail({ width: 20 })).rejects.toThrow(ThumbnailNotFoundError)
    await expect(set.findThumbnail({ width: 20 })).rejects.toThrow('the set of user_id 7 has no image of width 20')
  })

  it('leaves nothing behind of a thumbnail that has no original', async () => {
    const subject = createSubject()
    const set = subject.pictures.of({ user_id: 1 })

    const added = set.fromRawFile(image, { width: 20, height: 15, mimetype: 'image/png', original: false })

    await expect(added).rejects.toThrow(OriginalNotFoundError)
    await expectAgreement(subject)
    expect(subject.store.files.size).toBe(0)
  })
})

describe('an image', () => {
  it('tells everything about itself, and shows nothing of its row', async () => {
    const set = createSubject().pictures.of({ user_id: 1 })

    const made = await set.fromBlob(image, { filename: 'ä.png', metadata: { a: 1 }, columns: { caption: 'C' } })

    expect(made).toMatchObject({
      width: 40,
      height: 30,
      size: { width: 40, height: 30 },
      mimetype: 'image/png',
      original: true,
      variant: '',
      byteSize: image.length,
      filename: 'ä.png',
      metadata: { a: 1 },
      key: { user_id: 1 },
      row: { user_id: 1, caption: 'C' },
    })
    expect(made.checksum).toMatch(/^[0-9a-f]{64}$/)
    expect(made.url).toBe(`https://images.example.com/${made.path}?_ts=${made.url.slice(-20)}`)
    expect(made.createdAt.getTime()).toBeLessThanOrEqual(Date.now())
    expect(Object.isFrozen(made)).toBe(true)
    expect(JSON.parse(JSON.stringify(made))).toEqual({
      url: made.url,
      width: 40,
      height: 30,
      mimetype: 'image/png',
      original: true,
      variant: '',
      placeholder: null,
    })
  })

  it('is written as an escaped tag, whose attributes may be added to and changed', async () => {
    const set = createSubject().pictures.of({ user_id: 1 })
    const { url } = await set.fromBlob(image)

    expect(await set.toHtml({ alt: '"><script>' })).toBe(
      `<img src="${url}" width="40" height="30" alt="&quot;&gt;&lt;script&gt;">`,
    )
    expect(await set.toHtml({ width: 20, height: undefined })).toBe(`<img src="${url}" width="20">`)
  })

  it('gives props for JSX', async () => {
    const made = await createSubject().pictures.of({ user_id: 1 }).fromBlob(image)

    expect(made.imgProps({ alt: 'A' })).toEqual({ src: made.url, width: 40, height: 30, alt: 'A' })
  })

  it('is read whole, as a file, and as a file in memory', async () => {
    const set = createSubject().pictures.of({ user_id: 1 })
    await set.fromBlob(image)

    expect(await set.makeBlob()).toEqual(image)
    expect(await (await set.openFile()).read(4)).toEqual(image.subarray(0, 4))
    const file = await set.openFile({ seekable: true })
    file.seek(2)
    expect(await file.read()).toEqual(image.subarray(2))
  })

  it('hands the signal of the caller to the store', async () => {
    const set = createSubject().pictures.of({ user_id: 1 })
    await set.fromBlob(image)
    const signal = AbortSignal.abort(new Error('the visitor left'))

    await expect(set.makeBlob({ signal })).rejects.toThrow('the visitor left')
    await expect(set.openFile({ signal })).rejects.toThrow('the visitor left')
  })
})

describe('attaching', () => {
  it('reads a file of the disk', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'imageattach-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    await writeFile(join(folder, 'a.png'), image)
    const subject = createSubject()

    const made = await subject.pictures.of({ user_id: 1 }).fromPath(join(folder, 'a.png'))

    expect(made.size).toEqual({ width: 40, height: 30 })
    await expect(subject.pictures.of({ user_id: 2 }).fromPath(join(folder, 'b.png'))).rejects.toMatchObject({
      code: 'ENOENT',
    })
    await expectAgreement(subject)
  })

  it('believes the size of a raw file and spares the decoding', async () => {
    const subject = createSubject()
    const set = subject.pictures.of({ user_id: 1 })

    const made = await set.fromRawFile(image, { width: 7, height: 8, mimetype: 'image/png' })

    expect([made.size, made.original]).toEqual([{ width: 7, height: 8 }, true])
    expect(subject.resizer.inspected).toEqual([])
    await expectAgreement(subject)
  })

  it('adds a raw file to the set as a ready thumbnail of its original', async () => {
    const subject = createSubject()
    const set = subject.pictures.of({ user_id: 1 })
    await set.fromBlob(image)
    const ready = exampleImage(20, 15, { shade: 9 })

    const made = await set.fromRawFile(ready, { width: 20, height: 15, mimetype: 'image/png', original: false })

    expect(made.original).toBe(false)
    expect(await (await set.findThumbnail({ width: 20 })).makeBlob()).toEqual(ready)
    expect(await set.count()).toBe(2)
    await expectAgreement(subject)
  })

  it('refuses a bad thumbnail request before it reads the input', async () => {
    const subject = createSubject()
    const stream = ReadableStream.from([image])

    const attached = subject.pictures.of({ user_id: 1 }).fromFile(stream, { thumbnails: [{ width: 0 }] })

    await expect(attached).rejects.toThrow(RangeError)
    expect(new Uint8Array(await new Response(stream).arrayBuffer())).toEqual(image)
  })

  it('tells the store which files can be made again, and whose they are', async () => {
    const subject = createSubject()
    const told: unknown[] = []
    const put = subject.store.putFile.bind(subject.store)
    subject.store.putFile = (file, key, options?: object) => {
      told.push({ ...key, ...options, path: key.path.replaceAll(/[0-9a-f]{32}|\/[0-9a-f]{2}\//g, '*') })
      return put(file, key)
    }

    await subject.pictures.of({ user_id: 2n ** 60n }).fromBlob(image, { thumbnails: [{ width: 20 }] })

    const whose = { objectType: 'user-picture', objectId: '1152921504606846976', mimetype: 'image/png' }
    expect(told).toEqual([
      { ...whose, path: 'ns0/user-picture**.40x30.png', width: 40, height: 30, reproducible: false },
      { ...whose, path: 'ns0/user-picture**.20x15.png', width: 20, height: 15, reproducible: true },
    ])
  })
})

describe('the images of a set', () => {
  async function filled() {
    const set = createSubject().pictures.of({ user_id: 1 })
    await set.fromBlob(image, { thumbnails: [{ width: 10 }, { width: 60 }, { width: 20 }] })
    return set
  }

  it('are the original, then the largest first', async () => {
    const set = await filled()
    const widths: number[] = []

    for await (const { width } of set) widths.push(width)

    expect(widths).toEqual([40, 60, 20, 10])
  })

  it.each([
    [{ original: true }, [40]],
    [{ original: false }, [60, 20, 10]],
    [{ width: 20 }, [20]],
    [{ height: 45 }, [60]],
    [{ mimetype: 'image/gif' }, []],
    [{ mimetype: 'image/png', descending: true }, [10, 20, 60, 40]],
    [{ orderBy: 'width' }, [10, 20, 40, 60]],
    [{ orderBy: 'height', descending: true }, [60, 40, 20, 10]],
    [{ orderBy: 'createdAt', width: 40 }, [40]],
  ] as const)('by %o are %o', async (filter, widths) => {
    const set = await filled()

    expect((await set.images(filter)).map(({ width }) => width)).toEqual(widths)
    expect(await set.count(filter)).toBe(widths.length)
  })
})

describe('a file that is gone', () => {
  it('is looked for once more, since it may have been replaced after its row was read', async () => {
    for (const verb of ['makeBlob', 'openFile'] as const) {
      const subject = createSubject()
      const set = subject.pictures.of({ user_id: 1 })
      await set.fromBlob(image)
      const replacement = exampleImage(50, 30)
      let reads = 0
      subject.store.before = async call => {
        if (call !== 'getFile') return
        reads += 1
        if (reads > 1) return
        await set.fromBlob(replacement)
        await subject.images.settled()
      }

      const read = await set[verb]()

      expect('read' in read ? await read.read() : read).toEqual(replacement)
      expect(reads).toBe(2)
    }
  })

  it('is looked for once more also when the store belongs to another copy of core', async () => {
    const subject = createSubject()
    const set = subject.pictures.of({ user_id: 1 })
    await set.fromBlob(image)
    const replacement = exampleImage(50, 30)
    subject.store.before = async call => {
      if (call !== 'getFile') return
      subject.store.before = () => undefined
      await set.fromBlob(replacement)
      throw Object.assign(new Error('gone'), { code: 'FILE_NOT_FOUND' })
    }

    expect(await set.makeBlob()).toEqual(replacement)
  })

  it('is reported when its row still names it', async () => {
    const subject = createSubject()
    const set = subject.pictures.of({ user_id: 1 })
    await set.fromBlob(image)
    subject.store.files.clear()
    let reads = 0
    subject.store.before = () => {
      reads += 1
    }

    await expect(set.makeBlob()).rejects.toThrow(FileNotFoundError)

    expect(reads).toBe(1)
  })

  it('is reported as a missing original when the set was removed', async () => {
    const subject = createSubject()
    const set = subject.pictures.of({ user_id: 1 })
    await set.fromBlob(image)
    subject.store.before = async call => {
      if (call !== 'getFile') return
      await set.remove()
      await subject.images.settled()
    }

    await expect(set.makeBlob()).rejects.toThrow(OriginalNotFoundError)
  })

  it('is not looked for again when the store failed otherwise', async () => {
    const subject = createSubject()
    const set = subject.pictures.of({ user_id: 1 })
    await set.fromBlob(image)
    subject.store.failing.add('getFile')

    await expect(set.makeBlob()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  })
})

describe('a set whose owner is saved later', () => {
  it('asks for the key at each verb, and rejects until there is one', async () => {
    const subject = createSubject()
    const unsaved = new UnsavedOwnerError('save it first')
    let key: Key | undefined
    const set = new ImageSet(subject.definition, () => {
      if (key) return key
      throw unsaved
    })

    for (const verb of [set.fromBlob(image), set.exists(), set.findOrGenerate({ width: 20 }), set.remove()]) {
      await expect(verb).rejects.toBe(unsaved)
    }
    key = { user_id: 3 }
    await set.fromBlob(image)

    expect(await subject.pictures.of({ user_id: 3 }).exists()).toBe(true)
    await expectAgreement(subject)
  })
})
