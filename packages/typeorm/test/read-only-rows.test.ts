import { examplePng } from '@imageattach/contracts'
import { ReadOnlyRowError } from '@imageattach/core'
import { describe, expect, it } from 'vitest'
import { openBlog } from './support/blog.js'

type Blog = Awaited<ReturnType<typeof openWithPicture>>

async function openWithPicture() {
  const blog = await openBlog()
  const { User, UserPicture, manager } = blog
  const user = await manager.save(manager.create(User, { name: 'Ada' }))
  await user.picture.fromBlob(examplePng(4, 3), { thumbnails: [{ width: 2 }] })
  const row = await manager.findOneByOrFail(UserPicture, { userId: user.id, original: true })
  const another = { ...row, width: 9, height: 9 }
  return { ...blog, user, row, another }
}

const writes: Readonly<Record<string, (blog: Blog) => Promise<unknown>>> = {
  'save, of a new row': ({ manager, UserPicture, another }) => manager.save(UserPicture, another),
  'save, of a change': ({ manager, row }) => manager.save(Object.assign(row, { path: 'elsewhere', caption: 'mine' })),
  insert: ({ manager, UserPicture, another }) => manager.insert(UserPicture, another),
  upsert: ({ manager, UserPicture, another }) => manager.upsert(UserPicture, another, ['userId', 'width']),
  'an insert query': ({ manager, UserPicture, another }) =>
    manager.createQueryBuilder().insert().into(UserPicture).values(another).execute(),
  update: ({ manager, UserPicture }) => manager.update(UserPicture, { width: 4 }, { caption: 'x', mimetype: 'x' }),
  'an update query': ({ manager, UserPicture }) =>
    manager.createQueryBuilder().update(UserPicture).set({ caption: 'x', width: 5 }).execute(),
  remove: ({ manager, row }) => manager.remove(row),
  delete: ({ manager, UserPicture, user }) => manager.delete(UserPicture, { userId: user.id }),
  'a delete query': ({ manager, UserPicture }) => manager.createQueryBuilder().delete().from(UserPicture).execute(),
}

describe('an entity of images', () => {
  it.each(Object.entries(writes))('lets nobody write image rows: %s', async (_, write) => {
    const blog = await openWithPicture()
    const before = await blog.manager.find(blog.UserPicture)

    await expect(write(blog)).rejects.toThrow(ReadOnlyRowError)

    expect(await blog.manager.find(blog.UserPicture)).toEqual(before)
  })

  it('names the remedy', async () => {
    const { manager, row } = await openWithPicture()

    await expect(manager.remove(row)).rejects.toThrow(
      /^UserPicture: only ImageAttach deletes image rows, .*; use set\.remove\(\)$/,
    )
    await expect(manager.save(Object.assign(row, { path: 'x', caption: 'x' }))).rejects.toThrow(
      /"path" is its column; use set\.fromFile/,
    )
  })

  it('lets the application change its own columns', async () => {
    const { manager, user, row, UserPicture } = await openWithPicture()

    await manager.save(Object.assign(row, { caption: 'mine' }))
    expect((await user.picture.requireOriginal()).row.caption).toBe('mine')

    await manager.update(UserPicture, { userId: user.id }, { caption: 'theirs' })
    expect((await user.picture.requireOriginal()).row.caption).toBe('theirs')
  })

  it('is told apart from the entities beside it', async () => {
    const { manager, User, user } = await openWithPicture()

    await manager.save(Object.assign(user, { name: 'Bob' }))
    await manager.insert(User, { name: 'Cyd' })

    expect(await manager.count(User)).toBe(2)
  })
})
