import { examplePng, PngResizer, SwitchableStore } from '@imageattach/contracts'
import {
  DataSource,
  Entity,
  EntitySchema,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm'
import { describe, expect, it } from 'vitest'
import {
  CreateImageLedger1764000000000,
  createLedger,
  ImageColumns,
  ImageEntity,
  imageColumns,
  typeormImages,
} from '../src/index.js'
import { blogOf, openBlog, openSqlite } from './support/blog.js'
import { engines } from './support/engines.js'

const image = examplePng(40, 30)

function newImages() {
  return typeormImages({ store: new SwitchableStore(), resizer: new PngResizer() })
}

class Icon extends ImageEntity {
  tagId!: number
  tag?: { readonly id: number }
}

const tagSchema = new EntitySchema<{ id: number }>({
  name: 'Tag',
  columns: { id: { type: Number, primary: true, generated: 'increment' } },
})

const iconSchema = new EntitySchema<Icon>({
  name: 'Icon',
  target: Icon,
  tableName: 'tag_icon',
  columns: { tagId: { type: Number, primary: true }, ...imageColumns },
  relations: { tag: { type: 'many-to-one', target: 'Tag', joinColumn: { name: 'tagId' } } },
  indices: [{ columns: ['path'] }],
})

/** What a generated migration would contain. */
async function pendingStatements(dataSource: DataSource): Promise<readonly string[]> {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log()
  return upQueries.map(({ query }) => query)
}

describe('the table of images', () => {
  it('has a primary key that begins with the owner, for decorators and for schemas', async () => {
    const { dataSource } = await openBlog()
    const schemas = await openSqlite([tagSchema, iconSchema])

    const keyOf = (source: DataSource, name: string) =>
      source.getMetadata(name).primaryColumns.map(column => column.databaseName)
    expect(keyOf(dataSource, 'UserPicture')).toEqual(['userId', 'width', 'height', 'variant'])
    expect(keyOf(dataSource, 'PostPhoto')).toEqual(['postId', 'orderIndex', 'width', 'height', 'variant'])
    expect(keyOf(schemas, 'Icon')).toEqual(['tagId', 'width', 'height', 'variant'])
    const [table] = await dataSource.query(`select sql from sqlite_master where name = 'user_picture'`)
    expect(table.sql).toContain('PRIMARY KEY ("userId", "width", "height", "variant")')
    const [plan] = await dataSource.query(`explain query plan select * from user_picture where "userId" = 1`)
    expect(plan.detail).toMatch(/SEARCH user_picture USING INDEX .*\(userId=\?\)/)
  })

  it('is looked up by path with an index', async () => {
    const { dataSource } = await openBlog()

    const [plan] = await dataSource.query(`explain query plan select * from user_picture where path in ('a')`)

    expect(plan.detail).toMatch(/SEARCH user_picture USING INDEX .*\(path=\?\)/)
  })

  it('is what an EntitySchema says, with owners that have no class', async () => {
    const dataSource = await openSqlite([tagSchema, iconSchema])
    const images = newImages()
    const icons = images.attachment(iconSchema, { owner: 'tag' })
    images.connect(dataSource)
    const tag = await dataSource.manager.save(tagSchema, { id: 3 })

    const attached = await icons.of(tag).fromBlob(image)

    expect(attached.row).toBeInstanceOf(Icon)
    expect(attached.path).toContain('/tag-icon/')
    expect(await icons.of({ tagId: 3 }).makeBlob()).toEqual(image)
  })

  it('may have other names for its columns', async () => {
    @Entity()
    class Owner {
      @PrimaryGeneratedColumn() id!: number
    }
    @Entity({ name: 'owner_pictures' })
    @ImageColumns({ createdAt: { name: 'created_at' }, byteSize: { name: 'byte_size' }, width: { name: 'w' } })
    class Picture extends ImageEntity {
      @PrimaryColumn({ name: 'owner_id' }) ownerId!: number
      @ManyToOne(() => Owner)
      @JoinColumn({ name: 'owner_id' })
      owner?: Relation<Owner>
    }
    const dataSource = await openSqlite([Owner, Picture])
    const images = newImages()
    const pictures = images.attachment(Picture, { owner: 'owner' })
    images.connect(dataSource)
    const owner = await dataSource.manager.save(new Owner())

    const attached = await pictures.of(owner).fromBlob(image, { thumbnails: [{ width: 20 }] })

    expect(await dataSource.query('select w from owner_pictures order by w')).toEqual([{ w: 20 }, { w: 40 }])
    expect(attached.row).toMatchObject({ ownerId: owner.id, width: 40, byteSize: image.length })
  })
})

describe('the ledger', () => {
  it('survives synchronize, and no generated migration mentions it', async () => {
    const { dataSource } = await openBlog()

    await dataSource.synchronize()

    expect(await pendingStatements(dataSource)).toEqual([])
    expect(await dataSource.query(`select state from imageattach_ledger`)).toEqual([{ state: 'ns' }])
  })

  it('comes from a ready migration, and goes with it', async () => {
    const { entities } = blogOf()
    const dataSource = new DataSource({
      type: 'better-sqlite3',
      database: ':memory:',
      entities,
      migrations: [CreateImageLedger1764000000000],
    })
    await dataSource.initialize()

    await dataSource.runMigrations()
    expect(await dataSource.query(`select state from imageattach_ledger`)).toEqual([{ state: 'ns' }])
    await dataSource.undoLastMigration()

    await expect(dataSource.query(`select state from imageattach_ledger`)).rejects.toThrow(/no such table/)
  })

  it('is made once: a second one is an error, unless it is only made where it is missing', async () => {
    const { dataSource } = await openBlog()

    await createLedger(dataSource, { ifMissing: true })
    await expect(createLedger(dataSource)).rejects.toThrow(/already exists/)

    expect(await dataSource.query(`select state from imageattach_ledger`)).toHaveLength(1)
  })

  it('may have another name', async () => {
    const { images, entities, userPictures, User } = blogOf({ ledger: 'my_ledger' })
    const dataSource = await openSqlite(entities)
    await dataSource.query('drop table imageattach_ledger')
    await createLedger(dataSource, { name: 'my_ledger' })
    images.connect(dataSource)
    const user = await dataSource.manager.save(dataSource.manager.create(User, { name: 'Ada' }))

    await userPictures.of(user).fromBlob(image)

    expect(await userPictures.of(user).exists()).toBe(true)
  })
})

for (const engine of engines) {
  describe.skipIf(engine.service?.missing !== undefined)(`on ${engine.name}`, () => {
    it('leaves nothing for a generated migration to do', async () => {
      const { entities } = blogOf()
      const { dataSource, close } = await engine.open({ entities })
      await createLedger(dataSource)

      const statements = await pendingStatements(dataSource)
      await close()

      expect(statements).toEqual([])
    })

    it('keeps created_at to the microsecond, in any time zone', async () => {
      const { images, entities, userPictures, User } = blogOf()
      const { dataSource, close } = await engine.open({ entities, connections: 1 })
      await createLedger(dataSource)
      images.connect(dataSource)
      if (engine.name === 'PostgreSQL') await dataSource.query(`set time zone 'Asia/Seoul'`)
      const user = await dataSource.manager.save(dataSource.manager.create(User, { name: 'Ada' }))
      const before = Date.now()
      const { createdAt } = await userPictures.of(user).fromBlob(image)
      const column = engine.name === 'MariaDB' ? 'createdAt' : '"createdAt"'
      await dataSource.query(`update user_picture set ${column} = '2021-02-03 04:05:06.000789'`)

      const url = await userPictures.of(user).locate()
      await close()

      expect(url).toMatch(/\?_ts=20210203040506000789$/)
      expect(createdAt.getTime()).toBeGreaterThanOrEqual(before)
      expect(createdAt.getTime()).toBeLessThan(before + 60_000)
    })

    it('lets the application save its own columns in the rows of images', async () => {
      const { images, entities, User, UserPicture } = blogOf()
      const { dataSource, close } = await engine.open({ entities })
      const { manager } = dataSource
      await createLedger(dataSource)
      images.connect(dataSource)
      const user = await manager.save(manager.create(User, { name: 'Ada' }))
      await user.picture.fromBlob(image)

      const { row } = await user.picture.requireOriginal()
      await manager.save(Object.assign(row, { caption: 'given' }))
      const given = await manager.findOneByOrFail(UserPicture, { userId: user.id })
      expect(given).toEqual(row)
      await manager.save(Object.assign(given, { caption: 'found' }))
      const found = await user.picture.requireOriginal()
      await close()

      expect(found.row).toEqual(given)
    })

    it('needs one connection only', { timeout: 20_000 }, async () => {
      const { images, entities, userPictures, User, store } = blogOf()
      const { dataSource, close } = await engine.open({ entities, connections: 1 })
      await createLedger(dataSource)
      images.connect(dataSource)
      const user = dataSource.manager.create(User, { name: 'Ada' })

      await user.picture.attachOnSave(image)
      await dataSource.manager.save(user)
      await user.picture.fromBlob(examplePng(8, 6), { thumbnails: [{ width: 2 }] })
      await images.transaction(async manager => {
        const picture = userPictures.using(manager).of(user)
        await picture.fromBlob(image)
        await picture.findOrGenerate({ width: 4 })
      })
      await dataSource.transaction(manager => user.picture.using(manager).generateThumbnail({ width: 5 }))
      await dataSource.manager.remove(user)
      await images.settled()
      await close()

      expect(store.paths()).toEqual([])
    })
  })
}
