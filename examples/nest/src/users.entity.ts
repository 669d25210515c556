import { ImageColumns, ImageEntity } from '@imageattach/typeorm'
import { Column, Entity, Index, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn, type Relation } from 'typeorm'
import { images } from './images.ts'

@Entity()
export class User {
  @PrimaryGeneratedColumn() id!: number
  @Column() name!: string
}

@Entity()
@Index(['userId'], { unique: true, where: 'original' })
@ImageColumns()
export class UserPicture extends ImageEntity {
  @PrimaryColumn() userId!: number
  @ManyToOne(() => User) user?: Relation<User>
}

export const userPictures = images.attachment(UserPicture, { owner: 'user' })
