import { type EntitySchemaIndexOptions, getMetadataArgsStorage, Index } from 'typeorm'
import { imageColumns } from './image-columns.js'

/**
 * Adds the index by which the database itself refuses a second original of a set, to an entity with
 * {@link ImageColumns}. For SQLite and PostgreSQL, where applications that raise the isolation level need it; MariaDB
 * has no such index, and `connect` refuses one there.
 *
 * ```ts
 * import { ImageColumns, ImageEntity, OneOriginal } from '@imageattach/typeorm'
 * import { Entity, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn, type Relation } from 'typeorm'
 *
 * @Entity()
 * export class User {
 *   @PrimaryGeneratedColumn() id!: number
 * }
 *
 * @Entity()
 * @OneOriginal()
 * @ImageColumns()
 * export class UserPicture extends ImageEntity {
 *   @PrimaryColumn() userId!: number
 *   @ManyToOne(() => User) user?: Relation<User>
 * }
 * ```
 */
export function OneOriginal(): ClassDecorator {
  return target => {
    const columns = getMetadataArgsStorage().columns.filter(column => isOf(target, column.target))
    const key = columns.filter(({ propertyName, options }) => options.primary && !(propertyName in imageColumns))
    const original = columns.find(({ propertyName }) => propertyName === 'original')?.options.name ?? 'original'
    const names = [...new Set(key.map(({ propertyName }) => propertyName))]
    Index(names, { unique: true, where: original })(target)
  }
}

/**
 * The `indices` of an `EntitySchema` of images: one on `path`, and on SQLite and PostgreSQL the one by which the
 * database refuses a second original of a set, whose owner and discriminator columns are the `key`. MariaDB has no such
 * index: leave `key` out there.
 */
export function imageIndices(key: readonly string[] = []): EntitySchemaIndexOptions[] {
  const path: EntitySchemaIndexOptions = { columns: ['path'] }
  return key.length > 0 ? [path, { columns: [...key], unique: true, where: 'original' }] : [path]
}

/** Whether the class is, or extends, the one that the column was declared in. */
function isOf(target: unknown, declaring: unknown): boolean {
  return target === declaring || (typeof target === 'function' && isOf(Object.getPrototypeOf(target), declaring))
}
