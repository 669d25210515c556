import { PngResizer, SwitchableStore } from '@imageattach/contracts'
import { Column, DataSource, Entity, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn, type Relation } from 'typeorm'
import { ImageColumns, ImageEntity, typeormImages } from '../../../src/index.js'

export const images = typeormImages({ store: new SwitchableStore(), resizer: new PngResizer() })

@Entity()
export class User {
  @PrimaryGeneratedColumn() id!: number
  @Column() name!: string

  get picture() {
    return userPictures.of(this)
  }
}

@Entity()
@ImageColumns()
export class UserPicture extends ImageEntity {
  @PrimaryColumn() userId!: number
  @ManyToOne(() => User) user?: Relation<User>
}

export const userPictures = images.attachment(UserPicture, { owner: 'user' })

export const dataSource = new DataSource({
  type: 'better-sqlite3',
  database: ':memory:',
  entities: [User, UserPicture],
  synchronize: true,
})
