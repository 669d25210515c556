import { examplePng, PngResizer, SwitchableStore } from '@imageattach/contracts'
import { SchemaError } from '@imageattach/core'
import {
  type DataSource,
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
  createLedger,
  ImageColumns,
  ImageEntity,
  imageColumns,
  imageIndices,
  OneOriginal,
  typeormImages,
} from '../src/index.js'
import { engines } from './support/engines.js'

@Entity()
class Page {
  @PrimaryGeneratedColumn() id!: number
}

@Entity('page_photo')
@OneOriginal()
@ImageColumns({ original: { name: 'is_original' } })
class PagePhoto extends ImageEntity {
  @PrimaryColumn({ name: 'page_id' }) pageId!: number
  @PrimaryColumn() place!: number
  @ManyToOne(() => Page)
  @JoinColumn({ name: 'page_id' })
  page?: Relation<Page>
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
  columns: { tagId: { type: Number, primary: true }, ...imageColumns },
  relations: { tag: { type: 'many-to-one', target: 'Tag', joinColumn: { name: 'tagId' } } },
  indices: imageIndices(['tagId']),
})

const entities = [Page, PagePhoto, tagSchema, iconSchema]

async function pendingStatements(dataSource: DataSource): Promise<readonly string[]> {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log()
  return upQueries.map(({ query }) => query)
}

function newImages() {
  return typeormImages({ store: new SwitchableStore(), resizer: new PngResizer() })
}

for (const engine of engines) {
  describe.skipIf(engine.service?.missing !== undefined)(`on ${engine.name}`, () => {
    if (engine.name === 'MariaDB') {
      it('refuses the index of one original, which would be one of one image there', async () => {
        const { dataSource, close } = await engine.open({ entities, synchronize: false })
        const images = newImages()
        images.attachment(PagePhoto, { owner: 'page', discriminator: ['place'] })

        const connect = () => images.connect(dataSource)

        expect(connect).toThrow(SchemaError)
        expect(connect).toThrow(/^PagePhoto: take @OneOriginal\(\) and the unique index "IDX_\w+" away; MariaDB has no/)
        await close()
      })
      return
    }

    it('generates an index of the key of a set where the image is original, by decorator and by schema', async () => {
      const { dataSource, close } = await engine.open({ entities, synchronize: false })

      const statements = await pendingStatements(dataSource)
      await dataSource.synchronize()
      const left = await pendingStatements(dataSource)
      await close()

      const indexes = statements.flatMap(text => /^CREATE UNIQUE INDEX .* ON (?:"\w+"\.)?(".*)$/.exec(text)?.[1] ?? [])
      expect([...new Set(indexes)].map(text => text.replaceAll(/ +/g, ' ').trim())).toEqual([
        '"page_photo" ("page_id", "place") WHERE is_original',
        '"icon" ("tagId") WHERE original',
      ])
      expect(left).toEqual([])
    })

    it('lets sets have one original and many thumbnails, and nobody else a second original', async () => {
      const { dataSource, close } = await engine.open({ entities })
      await createLedger(dataSource)
      const images = newImages()
      const photos = images.attachment(PagePhoto, { owner: 'page', discriminator: ['place'] })
      images.connect(dataSource)
      const page = await dataSource.manager.save(new Page())
      const set = photos.of(page).getImageSet({ place: 1 })

      await set.fromBlob(examplePng(40, 30), { thumbnails: [{ width: 20 }, { width: 10 }] })
      await set.fromBlob(examplePng(44, 33), { thumbnails: [{ width: 20 }] })
      await photos.of(page).getImageSet({ place: 2 }).fromBlob(examplePng(40, 30))

      expect(await set.count()).toBe(2)
      const second = dataSource.query('update page_photo set is_original = true where place = 1')
      await expect(second).rejects.toThrow(/unique/i)
      await close()
    })
  })
}
