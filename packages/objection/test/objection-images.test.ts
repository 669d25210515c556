import { examplePng, PngResizer, SwitchableStore } from '@imageattach/contracts'
import {
  ConnectionError,
  ContextError,
  OwnerKeyError,
  SchemaError,
  TransactionNotJoinedError,
  TransactionRequiredError,
  UnsavedOwnerError,
} from '@imageattach/core'
import Knex from 'knex'
import { knexSnakeCaseMappers, Model, snakeCaseMappers } from 'objection'
import { describe, expect, it, vi } from 'vitest'
import { createImageTable, createLedger, ImageModel, objectionImages } from '../src/index.js'
import { openBlog } from './support/blog.js'
import { createTables } from './support/create-tables.js'
import { engines, openSqlite } from './support/engines.js'
import { AlbumCover, User, UserPicture } from './support/models.js'

const resizer = new PngResizer()

function newImages() {
  return objectionImages({ store: new SwitchableStore(), resizer, keepRetired: 0, onCleanupError: () => undefined })
}

describe('the connection', () => {
  it('comes later than models and attachments; until then verbs say what to do', async () => {
    const images = newImages()
    const pictures = images.attachment(UserPicture, { owner: 'user' })
    const prepare = async () => pictures.of({ user_id: 1 }).fromBlob(examplePng(4, 3))

    await expect(prepare()).rejects.toThrow(ConnectionError)
    await expect(prepare()).rejects.toThrow(/images\.connect\(knex\)/)
    await expect(images.transaction(async () => undefined)).rejects.toThrow(ConnectionError)
  })

  it('may come after the first sets were made', async () => {
    const { knex } = await openBlog()
    const images = newImages()
    const picture = images.attachment(UserPicture, { owner: 'user' }).of({ user_id: 1 })

    images.connect(knex)

    expect(await picture.exists()).toBe(false)
  })

  it('is one: the same again is fine, another one is refused', () => {
    const images = newImages()
    const [knex, other] = [openSqlite(), openSqlite()]
    images.connect(knex)

    images.connect(knex)

    expect(() => images.connect(other)).toThrow(ConnectionError)
  })

  it.each([[undefined], [{ client: 'pg' }], [Knex]])('is an instance of Knex, not %s', given => {
    expect(() => newImages().connect(given as never)).toThrow(ConnectionError)
  })

  it('is no transaction', async () => {
    await openSqlite().transaction(async trx => {
      expect(() => newImages().connect(trx)).toThrow(/\.using\(trx\)/)
    })
  })

  it('may be to a database of a known kind only, unless it is named', async () => {
    const images = newImages()
    const knex = openSqlite()
    Object.assign(knex.client, { driverName: 'other' })
    images.connect(knex)

    await expect(images.transaction(async () => undefined)).rejects.toThrow(/"other" is not known: use better-sqlite3/)
  })
})

describe('an owner', () => {
  it('is a model, or an object with the owner columns', async () => {
    const { User, userPictures } = await openBlog()
    const user = await User.query().insert({ id: 1, name: 'x' })
    await user.picture.fromBlob(examplePng(4, 3))

    expect(await userPictures.of({ user_id: 1 }).exists()).toBe(true)
    expect(await userPictures.of(user).exists()).toBe(true)
    const users = await User.query()
    expect((await userPictures.load(users)).get(users[0] as (typeof users)[0]).original?.width).toBe(4)
  })

  it('has a getter that JSON, copies and bound models leave alone', async () => {
    const { User } = await openBlog()
    const user = await User.query().insert({ id: 1, name: 'x' })

    expect(user.toJSON()).toEqual({ id: 1, name: 'x' })
    expect(await user.$clone().picture.exists()).toBe(false)
    expect(User.fromJson({ id: 1, name: 'x', picture: 'forged' }).picture.key).toEqual({ user_id: 1 })
  })

  it('must be saved', async () => {
    const { User } = await openBlog()
    const fromUnsaved = async () => User.fromJson({ name: 'x' }).picture.fromBlob(examplePng(4, 3))

    await expect(fromUnsaved()).rejects.toThrow(UnsavedOwnerError)
    await expect(fromUnsaved()).rejects.toThrow(
      /this User has no id: save it first, select id if it is saved, or prepare/,
    )
  })

  it('may be saved after its set was made', async () => {
    const { User } = await openBlog()
    const user = User.fromJson({ name: 'x' })
    const { picture } = user

    await user.$set({ id: 1 }).$query().insert()
    await picture.fromBlob(examplePng(4, 3))

    expect(await picture.exists()).toBe(true)
  })

  it('has a key: another model has none', async () => {
    const { Post, userPictures } = await openBlog()
    const post = await Post.query().insert({ id: 1 })

    expect(() => userPictures.of(post as unknown as { user_id: number }).key).toThrow(OwnerKeyError)
    expect(() => userPictures.of(post as unknown as { user_id: number })).toThrow(
      'user_picture belongs to User, and this is a Post',
    )
  })

  it('may be of any class of its table', async () => {
    const { images, knex, store, User, userPictures } = await openBlog()
    class Member extends images.owner(Model) {
      static override tableName = 'user'
      declare id: number
    }
    await User.query().insert({ id: 1, name: 'x' })
    const member = await Member.query(knex).findById(1).throwIfNotFound()
    await userPictures.of(member as unknown as { user_id: number }).fromBlob(examplePng(4, 3))

    await images.transaction(trx => Member.query(trx).deleteById(1))
    await images.settled()

    expect([await User.query(), store.paths()]).toEqual([[], []])
  })
})

describe('rows that the application fetched itself', () => {
  it('give the snapshot of a set without a query', async () => {
    const { User, userPictures, knex } = await openBlog()
    const added = await User.query().insert({ id: 1, name: 'x' })
    await added.picture.fromBlob(examplePng(40, 30), { thumbnails: [{ width: 20 }] })
    const user = await User.query().findById(1).withGraphFetched('pictures').throwIfNotFound()
    const statements: unknown[] = []
    knex.on('query', query => statements.push(query))

    const set = await userPictures.fromRows(user.pictures ?? [])

    expect(statements).toEqual([])
    expect(set.toJSON()).toEqual((await added.picture.load()).toJSON())
    expect(set.original?.row).toBe(user.pictures?.find(picture => picture.original))
    expect(await set.original?.makeBlob()).toEqual(examplePng(40, 30))
    expect((await userPictures.fromRows([])).toHtml()).toBe('')
  })

  it('belong to one owner, in as many sets as they have', async () => {
    const { User, userPictures, UserPicture, Post, PostPhoto, postPhotos } = await openBlog()
    for (const id of [1, 2]) await (await User.query().insert({ id, name: 'x' })).picture.fromBlob(examplePng(4, 3))
    const post = await Post.query().insert({ id: 1 })
    for (const order_index of [10, 2]) {
      await postPhotos.of(post).getImageSet({ order_index }).fromBlob(examplePng(order_index, 3))
    }

    await expect(userPictures.fromRows(await UserPicture.query())).rejects.toThrow(/several owners/)
    const sets = await postPhotos.fromRows(await PostPhoto.query())
    expect(sets.map(set => set.original?.width)).toEqual([2, 10])
  })
})

describe('an image model', () => {
  it.each([
    ['that a circle of imports leaves undefined', undefined, /undefined: its module has not run yet/],
    ['that extends Model', class Plain extends Model {}, 'Plain is no image model: let it extend ImageModel(Model)'],
    ['without the call', ImageModel, 'ImageModel is no image model'],
  ])('%s is refused at once', (_, given, message) => {
    expect(() => newImages().attachment(given as never, { owner: 'user' as never })).toThrow(SchemaError)
    expect(() => newImages().attachment(given as never, { owner: 'user' as never })).toThrow(message)
  })
})

it('refuses a discriminator that is no array', () => {
  const options = { owner: 'user', discriminator: 'caption' } as never

  expect(() => newImages().attachment(UserPicture, options)).toThrow(
    "discriminator is an array of columns: ['caption']",
  )
})

describe('a mistake in a model', () => {
  const mistakes: Readonly<
    Record<string, readonly [() => { owner: string; discriminator?: string[] }, typeof Model, RegExp]>
  > = {
    'an unknown relation': [
      () => ({ owner: 'usr' }),
      UserPicture as unknown as typeof Model,
      /no relation "usr"; .* user$/,
    ],
    'a relation that leads elsewhere': [
      () => ({ owner: 'pictures' }),
      class Picture extends ImageModel(Model) {
        static override tableName = 'user_picture'
        static override relationMappings = () => ({
          pictures: {
            relation: Model.HasManyRelation,
            modelClass: Picture,
            join: { from: 'user_picture.user_id', to: 'user_picture.user_id' },
          },
        })
      } as unknown as typeof Model,
      /make it a BelongsToOneRelation/,
    ],
    'no table': [
      () => ({ owner: 'user' }),
      class Nowhere extends ImageModel(Model) {} as unknown as typeof Model,
      /Nowhere has no table/,
    ],
    'an image column as discriminator': [
      () => ({ owner: 'user', discriminator: ['width'] }),
      UserPicture as unknown as typeof Model,
      /"width" cannot tell sets apart/,
    ],
  }

  it.each(Object.entries(mistakes))('is told at the first use: %s', (_, [options, ModelClass, message]) => {
    const images = newImages()
    images.connect(openSqlite())
    const attach = images.attachment.bind(images) as unknown as (
      model: typeof Model,
      options: object,
    ) => { of(owner: object): { readonly key: unknown } }
    const use = () => attach(ModelClass, options()).of({ user_id: 1 }).key

    expect(use).toThrow(message)
    expect(use).toThrow(/discriminator/.test(_) ? OwnerKeyError : SchemaError)
  })

  it('is told: a discriminator that is no column', async () => {
    const { images, PostPhoto, Post } = await openBlog()
    const wrong = { owner: 'post', discriminator: ['page'] } as unknown as {
      owner: 'post'
      discriminator: ['order_index']
    }
    const photos = images.attachment(PostPhoto, wrong)
    const post = await Post.query().insert({ id: 1 })

    await expect(
      photos
        .of(post)
        .getImageSet({ page: 1 } as never)
        .fromBlob(examplePng(4, 3)),
    ).rejects.toThrow(/page/)
  })

  it('wants an objectId for a key that is no number, and says so', () => {
    const images = newImages()
    images.connect(openSqlite())

    expect(() => images.attachment(AlbumCover, { owner: 'album' }).of({ album_id: 'cats' }).key).toThrow(
      /objectId: key =>/,
    )
    const covers = images.attachment(AlbumCover, { owner: 'album', objectId: ({ album_id }) => album_id.length })
    expect(covers.of({ album_id: 'cats' }).key).toEqual({ album_id: 'cats' })
  })

  it('tells which migration is missing', async () => {
    const images = newImages()
    images.connect(openSqlite())
    const pictures = images.attachment(UserPicture, { owner: 'user' })

    await expect(pictures.of({ user_id: 1 }).fromBlob(examplePng(4, 3))).rejects.toThrow(SchemaError)
    await expect(pictures.of({ user_id: 1 }).original()).rejects.toThrow(/in a migration/)
  })

  it('tells of a store that is not registered', async () => {
    const { User, userPictures } = await openBlog()
    const user = await User.query().insert({ id: 1, name: 'x' })
    const put = userPictures.of(user).fromBlob(examplePng(4, 3), { store: new SwitchableStore('other') })

    await expect(put).rejects.toThrow(ContextError)
    await expect(put).rejects.toThrow(/images\.stores\.add\(store\)/)
  })
})

describe('a transaction', () => {
  it.each(['images.transaction', 'Model.transaction', 'knex.transaction'])(
    'of %s holds owner and image',
    async kind => {
      const { images, User, knex, userPictures, UserPicture, store } = await openBlog()
      const open = {
        'images.transaction': images.transaction.bind(images),
        'Model.transaction': (work: (trx: never) => Promise<void>) => User.transaction(work as never),
        'knex.transaction': (work: (trx: never) => Promise<void>) => knex.transaction(work as never),
      }[kind] as (work: (trx: Parameters<typeof userPictures.using>[0]) => Promise<void>) => Promise<void>

      const failing = open(async trx => {
        const user = await User.query(trx).insert({ id: 1, name: 'x' })
        await user.picture.using(trx).fromBlob(examplePng(4, 3))
        throw new Error('no')
      })
      await expect(failing).rejects.toThrow('no')
      await open(async trx => {
        const user = await User.query(trx).insert({ id: 2, name: 'x' })
        await user.picture.using(trx).fromBlob(examplePng(4, 3))
      })

      await images.settled()
      expect((await UserPicture.query()).map(picture => picture.user_id)).toEqual([2])
      expect(store.paths()).toHaveLength(1)
    },
  )

  it('that has ended is refused', async () => {
    const { knex, User } = await openBlog()
    const user = await User.query().insert({ id: 1, name: 'x' })
    const trx = await knex.transaction()
    await trx.commit()

    const late = user.picture.using(trx).fromBlob(examplePng(4, 3))

    await expect(late).rejects.toThrow(TransactionRequiredError)
    await expect(late).rejects.toThrow(/has ended/)
  })

  it('is opened by the verb when the handle is none', async () => {
    const { knex, User, store } = await openBlog()
    const user = await User.query().insert({ id: 1, name: 'x' })

    await user.picture.using(knex).fromBlob(examplePng(4, 3))

    expect(store.paths()).toHaveLength(1)
  })

  it('is not bypassed by the database itself', async () => {
    const { images, knex, User } = await openBlog()
    const user = await User.query().insert({ id: 1, name: 'x' })

    await images.transaction(async () => {
      await expect(user.picture.using(knex).exists()).rejects.toThrow(TransactionNotJoinedError)
    })
  })

  it('of another database is refused', async () => {
    const { User, userPictures } = await openBlog()
    const another = openSqlite()
    const user = await User.query().insert({ id: 1, name: 'x' })

    await another.transaction(async trx => {
      const attaching = userPictures.using(trx).of(user).fromBlob(examplePng(4, 3))
      await expect(attaching).rejects.toThrow(ConnectionError)
      await expect(attaching).rejects.toThrow('This transaction belongs to another database than these images')
    })
    await another.destroy()
  })

  it('whose commit fails is rolled back, on the one connection of SQLite too', async () => {
    const { images, knex, User, UserPicture } = await openBlog()
    await knex.raw('create table pledge (user_id integer references user (id) deferrable initially deferred)')
    const user = await User.query().insert({ id: 1, name: 'x' })

    const failing = images.transaction(async trx => {
      await user.picture.using(trx).fromBlob(examplePng(4, 3))
      await trx.raw('insert into pledge values (999)')
    })

    await expect(failing).rejects.toThrow(/FOREIGN KEY/)
    expect(await UserPicture.query()).toEqual([])
    await images.transaction(trx => user.picture.using(trx).fromBlob(examplePng(4, 3)))
    expect(await UserPicture.query().resultSize()).toBe(1)
  })

  it('of the application that Knex leaves open after a failed commit deletes no file', async () => {
    const { images, knex, User, store } = await openBlog()
    await knex.raw('create table pledge (user_id integer references user (id) deferrable initially deferred)')
    const user = await User.query().insert({ id: 1, name: 'x' })
    await user.picture.fromBlob(examplePng(4, 3))

    const failing = knex.transaction(async trx => {
      await user.picture.using(trx).remove()
      await trx.raw('insert into pledge values (999)')
    })
    await expect(failing).rejects.toThrow(/FOREIGN KEY/)
    await images.settled()

    expect(store.paths()).toHaveLength(1)
    await knex.raw('rollback')
    expect(await user.picture.makeBlob()).toEqual(examplePng(4, 3))
  })

  it('that lost a race is run again, also when Objection has wrapped the error', async () => {
    const { images } = await openBlog()
    const wrapped = Object.assign(new Error('x'), { nativeError: Object.assign(new Error(), { code: 'SQLITE_BUSY' }) })
    let runs = 0

    await images.transaction(async () => {
      runs += 1
      if (runs < 3) throw wrapped
    })

    expect(runs).toBe(3)
  })
})

describe('names', () => {
  it.each(['snakeCaseMappers', 'knexSnakeCaseMappers'])(
    'are those of %s: keys, own columns and rows',
    async mappers => {
      const ofModels = mappers === 'snakeCaseMappers'
      const knex = openSqlite(ofModels ? {} : knexSnakeCaseMappers())
      class Author extends Model {
        static override tableName = ofModels ? 'blog_author' : 'blogAuthor'
        declare id: number
      }
      class AuthorPicture extends ImageModel(Model) {
        static override tableName = ofModels ? 'author_picture' : 'authorPicture'
        static override get columnNameMappers() {
          return ofModels ? snakeCaseMappers() : (undefined as never)
        }
        static override relationMappings = () => ({
          author: {
            relation: Model.BelongsToOneRelation,
            modelClass: Author,
            join: ofModels
              ? { from: 'author_picture.author_id', to: 'blog_author.id' }
              : { from: 'authorPicture.authorId', to: 'blogAuthor.id' },
          },
        })
        declare authorId: number
        declare altText: string | null
        declare createdAt: string
        declare author?: Author
      }
      await createLedger(knex)
      await knex.schema.createTable(Author.tableName, table => table.increments('id'))
      await createImageTable(knex, AuthorPicture.tableName, {
        key: [ofModels ? 'author_id' : 'authorId'],
        columns(table) {
          table.integer(ofModels ? 'author_id' : 'authorId').notNullable()
          table.text(ofModels ? 'alt_text' : 'altText')
        },
      })
      const images = newImages()
      images.connect(knex)
      const pictures = images.attachment(AuthorPicture, { owner: 'author' })
      const author = await Author.query(knex).insert({})

      const image = await pictures.of(author).fromBlob(examplePng(4, 3), { columns: { altText: 'x' } })

      expect(image.key).toEqual({ authorId: 1 })
      expect(image.row).toMatchObject({ authorId: 1, altText: 'x', path: image.path, byteSize: image.byteSize })
      expect(image.row).toEqual(await AuthorPicture.query(knex).first())
      expect(image.path).toContain('/author-picture/')
      await expect(AuthorPicture.query(knex).patch({ createdAt: 'x' })).rejects.toThrow(/"created_?at" is its column/i)
      await AuthorPicture.query(knex).patch({ altText: 'y' })
      expect((await pictures.of(author).requireOriginal()).row.altText).toBe('y')
    },
  )
})

for (const engine of engines) {
  it.skipIf(engine.service?.missing !== undefined)(
    `needs one connection only, on ${engine.name}`,
    { timeout: 20_000 },
    async () => {
      const { knex, close } = await engine.open(1)
      await createTables(knex)
      const user = await User.query(knex).insert({ id: 1, name: 'x' })
      const images = newImages()
      images.connect(knex)
      const pictures = images.attachment(UserPicture, { owner: 'user' })

      await pictures.of(user).fromBlob(examplePng(4, 3), { thumbnails: [{ width: 2 }] })
      await images.transaction(async trx => {
        const picture = pictures.using(trx).of(user)
        await picture.fromBlob(examplePng(8, 6))
        await picture.findOrGenerate({ width: 4 })
        await picture.remove()
      })
      await images.settled()

      expect(await pictures.of(user).exists()).toBe(false)
      await close()
    },
  )

  it.skipIf(engine.service?.missing !== undefined)(
    `gives rows as Objection reads them, on ${engine.name}`,
    { timeout: 20_000 },
    async () => {
      const { knex, close } = await engine.open()
      await createTables(knex)
      const user = await User.query(knex).insert({ id: 1, name: 'x' })
      const images = newImages()
      images.connect(knex)

      const image = await images.attachment(UserPicture, { owner: 'user' }).of(user).fromBlob(examplePng(4, 3))

      expect(image.row).toEqual(await UserPicture.query(knex).first())
      await close()
    },
  )

  it.skipIf(engine.service?.missing !== undefined)(
    `asks once for any number of owners, on ${engine.name}`,
    { timeout: 20_000 },
    async () => {
      const { knex, close } = await engine.open()
      await createTables(knex)
      const images = newImages()
      images.connect(knex)
      const users = [1, 2, 3].map(id => User.fromJson({ id, name: 'x' }))
      const statements: string[] = []
      knex.on('query', ({ sql }: { readonly sql: string }) => statements.push(sql))

      const page = await images.attachment(UserPicture, { owner: 'user' }).load(users)

      expect(statements).toHaveLength(1)
      expect(users.map(user => page.get(user).toHtml())).toEqual(['', '', ''])
      await close()
    },
  )
}

// The modules import one another, and are plain JavaScript.
it.each([['user'], ['user-picture'], ['images']])('works whichever module is loaded first: %s', async first => {
  vi.resetModules()
  await loadPlain(first)
  const { User } = await loadPlain('user')
  const { UserPicture } = await loadPlain('user-picture')
  const { images, store } = await loadPlain('images')
  const knex = openSqlite()
  await createTables(knex)
  images.connect(knex)

  const user = await images.transaction(async trx => {
    const added = await User.query(trx).insert({ id: 1, name: 'x' })
    await added.picture.using(trx).fromBlob(examplePng(40, 30))
    return added
  })

  expect(await user.picture.load()).toMatchObject({ original: { width: 40 } })
  await images.transaction(async trx => User.query(trx).findById(user.id).delete())
  await images.settled()
  expect(await UserPicture.query(knex)).toEqual([])
  expect(store.paths()).toEqual([])
})

type Blog = Awaited<ReturnType<typeof openBlog>>

/** The modules export what their counterparts in TypeScript do. */
async function loadPlain(name: string): Promise<Pick<Blog, 'User' | 'UserPicture' | 'images' | 'store'>> {
  return import(`./support/plain/${name}.js`)
}
