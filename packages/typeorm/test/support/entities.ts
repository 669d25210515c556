import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm'
import { ImageColumns, ImageEntity, OneOriginal } from '../../src/index.js'

/** The tables of the contracts, as an application with decorators writes them for its database. */
function entitiesFor(hasPartialIndexes: boolean) {
  const names = { createdAt: { name: 'created_at' }, byteSize: { name: 'byte_size' } }
  const oneOriginal = hasPartialIndexes ? OneOriginal() : () => undefined

  @Entity('user')
  class User {
    @PrimaryColumn({ type: 'bigint' }) id!: number | bigint | string
    @Column({ type: 'varchar', length: 100, nullable: true }) name?: string
  }

  @Entity('post')
  class Post {
    @PrimaryColumn() id!: number
  }

  @Entity('album')
  class Album {
    @PrimaryColumn({ type: 'varchar', length: 36 }) id!: string
  }

  @Entity('user_picture')
  @oneOriginal
  @ImageColumns(names)
  class UserPicture extends ImageEntity {
    @PrimaryColumn({ type: 'bigint' }) user_id!: number | bigint | string
    @Column({ type: 'text', nullable: true }) caption?: string | null
    @ManyToOne(() => User, { onDelete: 'CASCADE', onUpdate: 'CASCADE' })
    @JoinColumn({ name: 'user_id' })
    user?: Relation<User>
  }

  @Entity('post_photo')
  @oneOriginal
  @ImageColumns(names)
  class PostPhoto extends ImageEntity {
    @PrimaryColumn() post_id!: number
    @PrimaryColumn() order_index!: number
    @ManyToOne(() => Post, { onDelete: 'CASCADE' })
    @JoinColumn({ name: 'post_id' })
    post?: Relation<Post>
  }

  @Entity('album_cover')
  @oneOriginal
  @ImageColumns(names)
  class AlbumCover extends ImageEntity {
    @PrimaryColumn({ type: 'varchar', length: 36 }) album_id!: string
    @ManyToOne(() => Album, { onDelete: 'CASCADE' })
    @JoinColumn({ name: 'album_id' })
    album?: Relation<Album>
  }

  return { User, Post, Album, UserPicture, PostPhoto, AlbumCover }
}

export const entitiesOf = {
  SQLite: entitiesFor(true),
  PostgreSQL: entitiesFor(true),
  MariaDB: entitiesFor(false),
} as const
