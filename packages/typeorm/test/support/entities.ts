import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm'
import { ImageColumns, ImageEntity } from '../../src/index.js'

/** The tables of the contracts, as an application with decorators writes them. */
@Entity('user')
export class User {
  @PrimaryColumn({ type: 'bigint' }) id!: number | bigint | string
  @Column({ type: 'varchar', length: 100, nullable: true }) name?: string
}

@Entity('post')
export class Post {
  @PrimaryColumn() id!: number
}

@Entity('album')
export class Album {
  @PrimaryColumn({ type: 'varchar', length: 36 }) id!: string
}

@Entity('user_picture')
@ImageColumns()
export class UserPicture extends ImageEntity {
  @PrimaryColumn({ type: 'bigint' }) user_id!: number | bigint | string
  @Column({ type: 'text', nullable: true }) caption?: string | null
  @ManyToOne(() => User, { onDelete: 'CASCADE', onUpdate: 'CASCADE' })
  @JoinColumn({ name: 'user_id' })
  user?: Relation<User>
}

@Entity('post_photo')
@ImageColumns({ createdAt: { name: 'created_at' }, byteSize: { name: 'byte_size' } })
export class PostPhoto extends ImageEntity {
  @PrimaryColumn() post_id!: number
  @PrimaryColumn() order_index!: number
  @ManyToOne(() => Post, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'post_id' })
  post?: Relation<Post>
}

@Entity('album_cover')
@ImageColumns()
export class AlbumCover extends ImageEntity {
  @PrimaryColumn({ type: 'varchar', length: 36 }) album_id!: string
  @ManyToOne(() => Album, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'album_id' })
  album?: Relation<Album>
}
