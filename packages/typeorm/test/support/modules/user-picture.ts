import { Entity, ManyToOne, PrimaryColumn, type Relation } from 'typeorm'
import { ImageColumns, ImageEntity } from '../../../src/index.js'
// biome-ignore lint/suspicious/noImportCycles: entities and their images import one another
import { User } from './user.js'

@Entity()
@ImageColumns()
export class UserPicture extends ImageEntity {
  @PrimaryColumn() userId!: number
  @ManyToOne(() => User) user?: Relation<User>
}
