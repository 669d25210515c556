import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm'
// biome-ignore lint/suspicious/noImportCycles: entities and their images import one another
import { userPictures } from './user-pictures.js'

@Entity()
export class User {
  @PrimaryGeneratedColumn() id!: number
  @Column() name!: string

  get picture() {
    return userPictures.of(this)
  }
}
