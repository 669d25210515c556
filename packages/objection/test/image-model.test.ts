import { examplePng } from '@imageattach/contracts'
import { ReadOnlyRowError } from '@imageattach/core'
import { Model } from 'objection'
import { describe, expect, it } from 'vitest'
import { ImageModel } from '../src/index.js'
import { openBlog } from './support/blog.js'

type Blog = Awaited<ReturnType<typeof openBlog>>

async function openWithPicture() {
  const blog = await openBlog()
  const user = await blog.User.query().insert({ id: 1, name: 'x' })
  const image = await user.picture.fromBlob(examplePng(4, 3), { thumbnails: [{ width: 2 }] })
  return { ...blog, user, image }
}

const row = { user_id: 1, width: 9, height: 9, mimetype: 'image/png', created_at: '2020-01-01 00:00:00' }
const changed = { user_id: 1, width: 4, height: 3, variant: '', path: 'elsewhere.png' }

const writes: Readonly<Record<string, (blog: Blog & { user: Model }) => PromiseLike<unknown>>> = {
  insert: ({ UserPicture }) => UserPicture.query().insert(row as object),
  'insert through a relation': ({ user }) => user.$relatedQuery('pictures').insert(row),
  'a graph that inserts': ({ User }) => User.query().insertGraph({ id: 2, name: 'y', pictures: [row] } as object),
  'a graph that adds': ({ User }) => User.query().upsertGraph({ id: 1, pictures: [row] } as object, { noDelete: true }),
  'a graph that changes': ({ User }) =>
    User.query().upsertGraph({ id: 1, pictures: [changed] } as object, { noDelete: true }),
  'a graph that leaves out': ({ User }) => User.query().upsertGraph({ id: 1, pictures: [] }),
  patch: ({ UserPicture }) => UserPicture.query().patch({ path: 'elsewhere.png' } as object),
  'patch by an expression': ({ UserPicture, knex }) =>
    UserPicture.query().patch({ width: knex.raw('width + 1') } as object),
  update: ({ UserPicture }) => UserPicture.query().update({ mimetype: 'image/gif' } as object),
  increment: async ({ UserPicture }) => UserPicture.query().increment('width', 1),
  delete: ({ UserPicture }) => UserPicture.query().delete(),
  'delete by id': ({ UserPicture }) => UserPicture.query().deleteById([1, 4, 3, '']),
  'delete through a relation': ({ user }) => user.$relatedQuery('pictures').delete(),
}

/** Public in Objection, yet missing in its types. */
function idColumnOf(ModelClass: object): unknown {
  return (ModelClass as { getIdColumn(): unknown }).getIdColumn()
}

describe('an image model', () => {
  it.each(Object.entries(writes))('lets nobody write image rows: %s', async (_, write) => {
    const blog = await openWithPicture()
    const before = await blog.knex('user_picture')

    await expect(write(blog)).rejects.toThrow(ReadOnlyRowError)

    expect(await blog.knex('user_picture')).toEqual(before)
  })

  it('names the remedy', async () => {
    const { UserPicture } = await openWithPicture()

    await expect(UserPicture.query().delete()).rejects.toThrow(/^user_picture: .*use set\.remove\(\)$/)
    await expect(UserPicture.query().patch({ path: 'x' } as object)).rejects.toThrow(
      /"path" is its column; use set\.fromFile/,
    )
  })

  it('lets the application change its own columns', async () => {
    const { UserPicture, user } = await openWithPicture()

    await UserPicture.query().patch({ caption: 'x' }).where('user_id', 1)
    const image = await user.picture.requireOriginal()
    await image.row.$query().patch({ caption: 'y' })

    expect((await user.picture.requireOriginal()).row.caption).toBe('y')
  })

  it('is fetched like any other model', async () => {
    const { User } = await openWithPicture()

    const user = await User.query()
      .findById(1)
      .withGraphFetched('pictures(originals)')
      .modifiers({
        originals: pictures => pictures.where('original', true),
      })

    expect(user?.pictures?.map(picture => picture.width)).toEqual([4])
  })

  it('has the key of its table as its id, so that joined rows are told apart and can be saved', async () => {
    const { User, UserPicture, PostPhoto } = await openWithPicture()

    const user = await User.query().findById(1).withGraphJoined('pictures').orderBy('pictures.width')
    expect(user?.pictures?.map(picture => picture.width)).toEqual([2, 4])
    await user?.pictures?.[0]?.$query().patch({ caption: 'small' })
    expect((await UserPicture.query().where({ caption: 'small' })).map(picture => picture.width)).toEqual([2])
    expect(idColumnOf(PostPhoto)).toEqual(['post_id', 'order_index', 'width', 'height', 'variant'])
  })

  it('may have another id, if the application says so', async () => {
    class Picture extends ImageModel(Model) {
      static override tableName = 'user_picture'
      static override idColumn = 'path'
    }

    expect(idColumnOf(Picture)).toBe('path')
  })

  it('is what the rows of images are', async () => {
    const { UserPicture, image } = await openWithPicture()

    expect(image.row).toBeInstanceOf(UserPicture)
    expect(image.row).toBe(image.row)
    expect(await UserPicture.query().findById([1, 4, 3, ''])).toEqual(image.row)
  })
})
