import type { ImageColumn } from '@imageattach/core'
import { Column, type EntitySchemaColumnOptions, Index } from 'typeorm'

/**
 * The image columns for an `EntitySchema`. Spread them behind your own columns, so that the primary key begins with
 * the owner, and give a class that extends {@link ImageEntity} as `target`.
 *
 * ```ts
 * import { ImageEntity, imageColumns, imageIndices } from '@imageattach/typeorm'
 * import { EntitySchema } from 'typeorm'
 *
 * export class Icon extends ImageEntity {
 *   tagId!: number
 *   tag?: { id: number }
 * }
 *
 * export const iconSchema = new EntitySchema<Icon>({
 *   name: 'Icon',
 *   target: Icon,
 *   columns: { tagId: { type: Number, primary: true }, ...imageColumns },
 *   relations: { tag: { type: 'many-to-one', target: 'Tag' } },
 *   indices: imageIndices(['tagId']),
 * })
 * ```
 */
export const imageColumns = {
  width: key({ type: Number }),
  height: key({ type: Number }),
  variant: key({ type: String, length: 64, default: '' }),
  mimetype: written({ type: String, length: 255 }),
  original: written({ type: Boolean, default: false }),
  createdAt: written({ type: Date, precision: 6 }),
  path: written({ type: String, length: 512, default: '' }),
  source: written({ type: String, length: 512, default: '' }),
  store: written({ type: String, length: 64, default: '' }),
  byteSize: written({ type: 'bigint', nullable: true }),
  checksum: written({ type: String, length: 64, nullable: true }),
  placeholder: written({ type: 'text', nullable: true }),
  filename: written({ type: 'text', nullable: true }),
  metadata: written({ type: 'text', nullable: true }),
} satisfies Readonly<Record<ImageColumn, EntitySchemaColumnOptions>>

/** Columns whose options an application may change. */
export type ImageColumnOptions = Partial<Readonly<Record<ImageColumn, Partial<EntitySchemaColumnOptions>>>>

/**
 * Adds the image columns to an entity that extends {@link ImageEntity}, and the index on `path`. A class decorator runs
 * after those of the properties: the owner's columns come first in the primary key.
 *
 * @param options - changes to single columns, such as `{ createdAt: { type: 'timestamp with time zone' } }` or a name
 */
export function ImageColumns(options: ImageColumnOptions = {}): ClassDecorator {
  return ({ prototype }) => {
    for (const [name, column] of Object.entries(imageColumns)) {
      // TypeORM writes into the options that it is given.
      Column({ ...column, ...options[name as ImageColumn] })(prototype, name) // the names are those of ImageColumn
    }
    Index()(prototype, 'path')
  }
}

/** Never changed by `save`: a path is written once, and a size belongs to its file. */
function written(column: EntitySchemaColumnOptions): EntitySchemaColumnOptions {
  return { ...column, update: false }
}

function key(column: EntitySchemaColumnOptions): EntitySchemaColumnOptions {
  return written({ ...column, primary: true })
}
