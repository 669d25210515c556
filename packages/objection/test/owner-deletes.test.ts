import { examplePng } from '@imageattach/contracts'
import { ConflictError, TransactionRequiredError } from '@imageattach/core'
import type { Knex } from 'knex'
import type { Model, StaticHookArguments } from 'objection'
import { describe, expect, it, vi } from 'vitest'
import { openBlog, openBlogOn } from './support/blog.js'
import { engines } from './support/engines.js'

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

  it('takes the images of each along, also when their model does not know its id', async () => {
    const { User, images, store } = await openWithUsers()
    class Careless extends User {
      static override idColumn = 'number'
    }

    await images.transaction(trx => Careless.query(trx).delete().where('id', '<', 3))
    await images.settled()

    expect(store.paths()).toHaveLength(2)
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

/** An owner whose class has a hook, with a picture. */
async function openWithHook(beforeDelete: (args: StaticHookArguments<Model>) => unknown) {
  const blog = await openBlog()
  class Hooked extends blog.User {
    static override beforeDelete(args: StaticHookArguments<Model>) {
      return beforeDelete(args)
    }
  }
  const user = await Hooked.query().insert({ id: 1, name: 'Ada' })
  await user.picture.fromBlob(examplePng(4, 3), { thumbnails: [{ width: 2 }] })
  return { ...blog, Hooked, user }
}

describe('an owner that a delete has not deleted keeps its images', () => {
  it('when a hook deletes softly instead', async () => {
    const { Hooked, user, images } = await openWithHook(async ({ asFindQuery, cancelQuery }) => {
      cancelQuery(await asFindQuery().patch({ name: 'gone' } as object))
    })

    expect(await images.transaction(async trx => Hooked.query(trx).deleteById(1))).toBe(1)
    expect(await Hooked.query().deleteById(1)).toBe(1)
    expect(await user.$query().delete()).toBe(1)

    expect(await Hooked.query().findById(1)).toMatchObject({ name: 'gone' })
    expect(await user.picture.count()).toBe(2)
  })

  it('when a hook forbids it, and the transaction goes on', async () => {
    const { Hooked, user, images } = await openWithHook(() => {
      throw new Error('forbidden')
    })

    await images.transaction(async trx => {
      await expect(Hooked.query(trx).deleteById(1)).rejects.toThrow('forbidden')
    })

    expect(await user.picture.count()).toBe(2)
  })

  it('when its conditions ask for the images that go first', async () => {
    const { User, UserPicture, images } = await openWithUsers()

    await images.transaction(async trx => {
      const deleting = User.query(trx).delete().whereExists(User.relatedQuery('pictures').where('width', 4))
      await expect(deleting).rejects.toThrow(ConflictError)
    })

    expect(await User.query().resultSize()).toBe(3)
    expect(await UserPicture.query().resultSize()).toBe(6)
  })

  it('and a hook still finds them', async () => {
    const found: number[] = []
    const { Hooked, userPictures, images, store } = await openWithHook(async ({ transaction }) => {
      found.push(await userPictures.using(transaction).of({ user_id: 1 }).count())
    })

    await images.transaction(async trx => Hooked.query(trx).deleteById(1))
    await images.settled()

    expect([found, store.paths()]).toEqual([[2], []])
  })
})

describe('deletes side by side in one transaction', () => {
  it('take the images of each owner along', async () => {
    const { User, images, store } = await openWithUsers()

    await images.transaction(async trx => {
      const users = await User.query(trx)
      expect(await Promise.all(users.map(user => user.$query(trx).delete()))).toEqual([1, 1, 1])
    })
    await images.settled()

    expect(store.paths()).toEqual([])
  })
})

for (const engine of engines) {
  describe.skipIf(engine.service?.missing !== undefined)(`a delete of owners on ${engine.name}`, () => {
    it('that fails leaves images and owner as they were, when the transaction goes on', async () => {
      const { knex, close } = await engine.open()
      const { User, userPictures, images } = await openBlogOn(knex)
      await knex.schema.createTable('order', table => {
        table.bigint('user_id').references('user.id')
      })
      const user = await User.query().insert({ id: 1, name: 'Ada' })
      await user.picture.fromBlob(examplePng(4, 3))
      await knex('order').insert({ user_id: 1 })

      await images.transaction(async trx => {
        await expect(User.query(trx).deleteById(1)).rejects.toThrow(/foreign key constraint/i)
        await User.query(trx).findById(1).patch({ name: 'kept' })
      })
      const [{ name } = { name: '' }] = await User.query()
      const count = await userPictures.of(user).count()
      await close()

      expect([name, count]).toEqual(['kept', 1])
    })

    // SQLite has one writer at a time.
    const concurrent = engine.name === 'SQLite' ? [] : ['another transaction']
    it.each(concurrent)('leaves an owner alone that %s has changed', async () => {
      const { knex, lockWaits, close } = await engine.open()
      const { User, images } = await openBlogOn(knex)
      const user = await User.query().insert({ id: 1, name: 'draft' })
      await user.picture.fromBlob(examplePng(4, 3))

      const other = await knex.transaction()
      await other('user').update({ name: 'published' })
      const deleting = images.transaction(async trx => User.query(trx).delete().where({ name: 'draft' }))
      await vi.waitFor(async () => expect(await lockWaits()).toBe(1))
      await other.commit()
      const deleted = await deleting
      const count = await user.picture.count()
      await close()

      expect([deleted, count]).toEqual([0, 1])
    })

    it('gives the models that it deleted, where the engine returns them', async () => {
      const { knex, close } = await engine.open()
      const { User, images } = await openBlogOn(knex)
      await User.query().insert({ id: 1, name: 'Ada' })

      const deleted: unknown = await images.transaction(async trx =>
        User.query(trx).findById(1).delete().returning('*'),
      )
      await close()

      if (engine.name === 'PostgreSQL') expect(deleted).toBeInstanceOf(User)
      else expect(deleted).toBe(1)
    })
  })
}
