import { examplePng } from '@imageattach/contracts'
import { ConflictError, TransactionRequiredError } from '@imageattach/core'
import type { Knex } from 'knex'
import type { StaticHookArguments } from 'objection'
import { describe, expect, it } from 'vitest'
import { openBlog } from './support/blog.js'

type Blog = Awaited<ReturnType<typeof openBlog>>

/** Three users with pictures, of whom each delete takes the first two. */
async function openWithUsers(): Promise<Blog> {
  const blog = await openBlog()
  for (const id of [1, 2, 3]) {
    const user = await blog.User.query().insert({ id, name: `user ${id}` })
    await user.picture.fromBlob(examplePng(4, 3), { thumbnails: [{ width: 2 }] })
  }
  return blog
}

const deletes: Readonly<Record<string, (blog: Blog, trx: Knex.Transaction) => PromiseLike<unknown>>> = {
  async 'of instances'({ User }, trx) {
    for (const id of [1, 2]) {
      const user = await User.query(trx).findById(id).throwIfNotFound()
      await user.$query(trx).delete()
    }
  },
  async 'by id'({ User }, trx) {
    await User.query(trx).deleteById(1)
    await User.query(trx).findById(2).delete()
  },
  'of many at once': ({ User }, trx) => User.query(trx).delete().where('id', '<', 3),
  async 'through a relation'({ Post }, trx) {
    for (const id of [1, 2]) {
      const post = await Post.query(trx).insert({ id })
      await post.$relatedQuery('author', trx).delete()
    }
  },
  async 'through the relation of many'({ Post }, trx) {
    for (const id of [1, 2]) await Post.query(trx).insert({ id })
    await Post.relatedQuery('author', trx).for([1, 2]).delete()
  },
  async 'by a graph that has lost them'({ Post }, trx) {
    for (const id of [1, 2]) {
      await Post.query(trx).insert({ id })
      // A post without author: Objection deletes the one that it had.
      await Post.query(trx).upsertGraph({ id, author: null } as object)
    }
  },
  'by a bound model': ({ User }, trx) => User.bindTransaction(trx).query().delete().whereIn('id', [1, 2]),
}

describe('a delete of owners', () => {
  it.each(Object.entries(deletes))('takes their images along: %s', async (_, remove) => {
    const blog = await openWithUsers()

    await blog.images.transaction(async trx => remove(blog, trx))
    await blog.images.settled()

    expect((await blog.User.query()).map(user => user.id)).toEqual([3])
    expect((await blog.UserPicture.query()).map(picture => picture.user_id)).toEqual([3, 3])
    expect(blog.store.paths()).toHaveLength(2)
  })

  it.each(Object.entries(deletes))('leaves everything when it is rolled back: %s', async (_, remove) => {
    const blog = await openWithUsers()

    const failing = blog.images.transaction(async trx => {
      await remove(blog, trx)
      throw new Error('no')
    })

    await expect(failing).rejects.toThrow('no')
    await blog.images.settled()
    expect(await blog.UserPicture.query().resultSize()).toBe(6)
    expect(blog.store.paths()).toHaveLength(6)
  })

  it('is seen although a hook of the application forgets super', async () => {
    const blog = await openWithUsers()
    const seen: unknown[] = []
    class Forgetful extends blog.User {
      static override async beforeDelete({ asFindQuery }: StaticHookArguments<Forgetful>) {
        seen.push(...(await asFindQuery().select('id')))
      }
    }

    await Forgetful.transaction(async trx => Forgetful.query(trx).deleteById(1))

    expect(seen).toHaveLength(1)
    expect(await blog.UserPicture.query().where('user_id', 1)).toEqual([])
  })

  it('takes the sets of all its attachments, several per owner too', async () => {
    const { Post, postPhotos, PostPhoto, images } = await openBlog()
    const post = await Post.query().insert({ id: 1 })
    for (const order_index of [1, 2]) await postPhotos.of(post).getImageSet({ order_index }).fromBlob(examplePng(4, 3))

    await images.transaction(async trx => post.$query(trx).delete())

    expect(await PostPhoto.query()).toEqual([])
  })

  it('needs a transaction, and says how to write one', async () => {
    const { User, UserPicture } = await openWithUsers()

    await expect(User.query().deleteById(1)).rejects.toThrow(TransactionRequiredError)
    await expect(User.query().deleteById(1)).rejects.toThrow(/images\.transaction\(async trx => .*query\(trx\)/)
    expect(await User.query().resultSize()).toBe(3)
    expect(await UserPicture.query().resultSize()).toBe(6)
  })

  it('fails, and nothing is deleted, when its conditions ask for the images that go first', async () => {
    const { User, UserPicture, knex } = await openWithUsers()
    const removing = knex.transaction(async trx => {
      await User.query(trx).delete().whereExists(User.relatedQuery('pictures').where('width', 4))
    })

    await expect(removing).rejects.toThrow(ConflictError)
    await expect(removing).rejects.toThrow(/^user: this delete finds fewer owners.*delete them by id$/)
    expect(await User.query().resultSize()).toBe(3)
    expect(await UserPicture.query().resultSize()).toBe(6)
  })

  it('that finds nobody does nothing', async () => {
    const { User, images } = await openWithUsers()

    expect(await images.transaction(async trx => User.query(trx).deleteById(9))).toBe(0)
  })

  it('does not concern other queries', async () => {
    const { User } = await openWithUsers()

    expect(await User.query().patch({ name: 'x' }).where('id', 1)).toBe(1)
    expect(await User.query().findById(1)).toMatchObject({ name: 'x' })
  })
})
