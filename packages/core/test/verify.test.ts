import { describe, expect, it } from 'vitest'
import type { VerifyOptions } from '../src/verify.js'
import { Crowd } from './support/crowd.js'
import { exampleImage } from './support/example-image.js'
import { MemoryStore } from './support/memory-store.js'
import { createSubject, exampleRow, type Subject, userPicture } from './support/subject.js'

const image = exampleImage(40, 30)

async function verify({ images }: Pick<Subject, 'images'>, options: VerifyOptions = {}) {
  const problems: string[] = []
  const scanned: Record<string, number> = {}
  for await (const event of images.verify(options)) {
    if (event.kind === 'problem') problems.push(`${event.problem} ${event.key.user_id} ${event.width}x${event.height}`)
    else scanned[event.table] = event.scanned
  }
  return { problems, scanned }
}

/** Changes the files of one user behind the library's back. */
function damage(subject: Subject, user: number, change: (path: string) => void): void {
  for (const { key, path } of subject.repository.rows) if (key.user_id === user) change(path)
}

async function filledSubject() {
  const subject = createSubject()
  for (const user of [10, 9, 2]) await subject.pictures.of({ user_id: user }).fromBlob(image)
  return subject
}

describe('verify', () => {
  it('finds nothing where all is well, and counts the rows of each table', async () => {
    expect(await verify(await filledSubject(), { checksums: true })).toEqual({
      problems: [],
      scanned: { user_picture: 3, post_photo: 0 },
    })
  })

  it('finds files that are missing, cut short or changed, and goes on', async () => {
    const subject = await filledSubject()
    const { files } = subject.store
    damage(subject, 2, path => files.delete(path))
    damage(subject, 9, path => files.set(path, image.subarray(1)))
    damage(subject, 10, path => files.set(path, exampleImage(40, 30, { shade: 2 })))

    const { problems } = await verify(subject, { checksums: true })

    expect(problems).toEqual(['missing-file 2 40x30', 'wrong-length 9 40x30', 'wrong-checksum 10 40x30'])
  })

  it('reads no file where the store can tell its length', async () => {
    const subject = await filledSubject()
    const { files } = subject.store
    Object.assign(subject.store, {
      stat: async ({ path }: { path: string }) => files.get(path) && { path, byteSize: files.get(path)?.length },
    })
    subject.store.failing.add('getFile')
    damage(subject, 2, path => files.delete(path))
    damage(subject, 9, path => files.set(path, image.subarray(1)))

    expect((await verify(subject)).problems).toEqual(['missing-file 2 40x30', 'wrong-length 9 40x30'])
  })

  it('tells a store that fails from one that is not registered', async () => {
    const subject = createSubject()
    await subject.pictures.of({ user_id: 1 }).fromBlob(image)
    subject.repository.addRow(userPicture, exampleRow({ key: { user_id: 2 }, path: 'ns0/a.png', store: 'elsewhere' }))
    subject.store.failing.add('getFile')

    expect((await verify(subject)).problems).toEqual(['unreadable 1 40x30', 'unknown-store 2 40x30'])
  })

  it('finds sets that are not whole', async () => {
    const subject = createSubject({ legacyStore: new MemoryStore('legacy', true) })
    const add = (user: number, row: Parameters<typeof exampleRow>[0]) => {
      const path = `ns0/${user}-${row?.width}.png`
      subject.store.files.set(path, image)
      subject.repository.addRow(userPicture, exampleRow({ key: { user_id: user }, path, store: 'memory', ...row }))
    }
    add(1, { width: 20, height: 15, original: false, source: 'ns0/gone.png' })
    add(2, { width: 40 })
    add(2, { width: 20, createdAt: '2020-01-01 00:00:00' })
    add(3, { width: 40 })
    add(3, { width: 20, original: false, source: 'ns0/gone.png' })

    expect((await verify(subject)).problems).toEqual([
      'no-original 1 20x15',
      'two-originals 2 20x30',
      'stale-thumbnail 3 20x30',
    ])
  })

  it('looks at several files at once, and tells of them in the order of the keys', async () => {
    const subject = createSubject()
    const crowd = new Crowd()
    for (let user = 1; user <= 40; user += 1) {
      const path = `ns0/${user}.png`
      if (user % 10 !== 0) subject.store.files.set(path, image)
      subject.repository.addRow(userPicture, exampleRow({ key: { user_id: user }, path, store: 'memory' }))
    }
    subject.store.before = () => crowd.enter()

    const { problems } = await verify(subject)
    expect(crowd.most).toBe(16)
    crowd.most = 0
    expect(await verify(subject, { concurrency: 3 })).toMatchObject({ problems })
    expect(crowd.most).toBe(3)

    expect(problems).toEqual([10, 20, 30, 40].map(user => `missing-file ${user} 40x30`))
    await expect(verify(subject, { concurrency: 0 })).rejects.toThrow(RangeError)
  })

  it('tells how far it has come, and goes on behind the set where it was stopped', async () => {
    const subject = await filledSubject()
    subject.repository.addRow(userPicture, exampleRow({ key: { user_id: 1 }, path: 'ns0/gone.png', store: 'memory' }))
    const progress: { readonly done: number; readonly total: number; readonly after: string | undefined }[] = []
    for await (const event of subject.images.verify()) if (event.kind === 'progress') progress.push(event)

    const { after = '' } = progress[0] ?? {}
    expect(progress[0]).toMatchObject({ done: 4, total: 4 })
    expect((await verify(subject)).problems).toEqual(['missing-file 1 40x30'])
    expect(await verify(subject, { after })).toEqual({ problems: [], scanned: { user_picture: 0, post_photo: 0 } })
    await expect(verify(subject, { after: 'here' })).rejects.toThrow(RangeError)
  })

  it('goes through a long table page by page, and stops when it is told to', async () => {
    const subject = createSubject()
    for (let user = 1; user <= 501; user += 1) {
      const path = `ns0/${user}.png`
      subject.store.files.set(path, image)
      subject.repository.addRow(userPicture, exampleRow({ key: { user_id: user }, path, store: 'memory' }))
    }

    expect(await verify(subject)).toEqual({ problems: [], scanned: { user_picture: 501, post_photo: 0 } })
    await expect(verify(subject, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
  })
})
