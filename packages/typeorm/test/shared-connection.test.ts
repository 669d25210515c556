import { examplePng } from '@imageattach/contracts'
import { ConflictError, TransactionNotJoinedError } from '@imageattach/core'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { openBlog } from './support/blog.js'

const image = examplePng(40, 30)

async function blogWithPicture() {
  const blog = await openBlog()
  const user = await blog.manager.save(blog.manager.create(blog.User, { name: 'Ada' }))
  await user.picture.fromBlob(image)
  await blog.images.settled()
  return { ...blog, user }
}

describe('on the one connection that all query runners share', () => {
  it('settling waits while a transaction is open, whose uncommitted removal it would see', async () => {
    const { user, dataSource, store, images } = await blogWithPicture()
    const runner = dataSource.createQueryRunner()
    await runner.startTransaction()
    await user.picture.using(runner).remove()

    const settled = images.settled()
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(store.paths()).toHaveLength(1)
    await runner.rollbackTransaction()
    await settled

    expect(await user.picture.makeBlob()).toEqual(image)
  })

  it('a root verb waits for a transaction of the application, and is not rolled back with it', async () => {
    const { user, dataSource, User, manager } = await blogWithPicture()
    const runner = dataSource.createQueryRunner()
    await runner.startTransaction()
    await runner.manager.insert(User, { name: 'Bob' })

    const attached = user.picture.fromBlob(examplePng(50, 30))
    await new Promise(resolve => setTimeout(resolve, 30))
    await runner.rollbackTransaction()
    await attached

    expect((await user.picture.requireOriginal()).width).toBe(50)
    expect(await manager.count(User)).toBe(1)
  })

  it('our own transactions queue, whatever becomes of the others', async () => {
    const { User, manager, images, user, store } = await blogWithPicture()
    const works = Array.from({ length: 12 }, (_, index) =>
      images.transaction(async trx => {
        const other = await trx.save(trx.create(User, { name: `user ${index}` }))
        await other.picture.using(trx).fromBlob(examplePng(10 + index, 10))
        if (index % 3 === 0) throw new Error('rolled back')
      }),
    )
    const verbs = [user.picture.fromBlob(examplePng(60, 30)), user.picture.generateThumbnail({ width: 4 })]

    const results = await Promise.allSettled([...works, ...verbs])
    await images.settled()

    expect(results.map(({ status }) => status === 'rejected')).toEqual([
      ...works.map((_, index) => index % 3 === 0),
      false,
      false,
    ])
    expect(await manager.count(User)).toBe(9)
    expect(store.paths()).toHaveLength(8 + (await user.picture.count()))
  })

  it('a verb waits for our own transactions, however long they take', async () => {
    const { user, images } = await blogWithPicture()
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    onTestFinished(() => void vi.useRealTimers())

    const slow = images.transaction(() => new Promise(resolve => setTimeout(resolve, 20_000)))
    await vi.advanceTimersByTimeAsync(1)
    const existing = user.picture.exists()
    existing.catch(() => undefined)
    await vi.advanceTimersByTimeAsync(25_000)
    await slow

    expect(await existing).toBe(true)
  })

  it('a root verb inside a transaction of the application is an error that names the remedy, and no hang', async () => {
    const { user, dataSource } = await blogWithPicture()
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    onTestFinished(() => void vi.useRealTimers())

    const forgotten = dataSource.transaction(() => user.picture.fromBlob(image))
    forgotten.catch(() => undefined)
    await vi.advanceTimersByTimeAsync(6_000)

    await expect(forgotten).rejects.toThrow(ConflictError)
    await expect(forgotten).rejects.toThrow(/write \.using\(manager\) before \.of/)
  })

  it('a root verb inside images.transaction is refused at once', async () => {
    const { user, images } = await blogWithPicture()

    await expect(images.transaction(() => user.picture.fromBlob(image))).rejects.toThrow(TransactionNotJoinedError)
  })
})
