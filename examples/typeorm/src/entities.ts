import { ImageColumns, ImageEntity, OneOriginal } from '@imageattach/typeorm'
import { Column, Entity, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn, type Relation } from 'typeorm'
import { images } from './images.ts'

@Entity()
export class User {
  @PrimaryGeneratedColumn() id!: number
  @Column() name!: string

  get picture() {
    return userPictures.of(this)
  }
}

@Entity()
@OneOriginal()
@ImageColumns()
export class UserPicture extends ImageEntity {
  @PrimaryColumn() userId!: number
  @ManyToOne(() => User) user?: Relation<User>
}

export const userPictures = images.attachment(UserPicture, { owner: 'user' })
