/**
 * The properties that every entity of images has. It declares types only; {@link ImageColumns} adds the columns, behind
 * those of your class, so that the primary key begins with the owner. Only ImageAttach writes them.
 *
 * ```ts
 * import { ImageColumns, ImageEntity } from '@imageattach/typeorm'
 * import { Column, Entity, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn, type Relation } from 'typeorm'
 *
 * @Entity()
 * export class User {
 *   @PrimaryGeneratedColumn() id!: number
 *   @Column() name!: string
 * }
 *
 * @Entity()
 * @ImageColumns()
 * export class UserPicture extends ImageEntity {
 *   @PrimaryColumn() userId!: number
 *   @ManyToOne(() => User) user?: Relation<User>
 * }
 * ```
 */
export abstract class ImageEntity {
  /** Pixels. */
  declare readonly width: number
  /** Pixels. */
  declare readonly height: number
  declare readonly mimetype: string
  declare readonly original: boolean
  /** As TypeORM reads it, which takes UTC for local time on some drivers; `image.createdAt` is exact. */
  declare readonly createdAt: Date
  declare readonly path: string
  declare readonly source: string
  declare readonly store: string
  declare readonly variant: string
  /** Text on PostgreSQL and MariaDB. */
  declare readonly byteSize: number | string | null
  declare readonly checksum: string | null
  declare readonly placeholder: string | null
  declare readonly filename: string | null
  /** JSON text. */
  declare readonly metadata: string | null
}
