import type { ImageInput, LoadedImageSet } from '@imageattach/core'
import { Injectable, NotFoundException } from '@nestjs/common'
import { DataSource } from 'typeorm'
import { User, userPictures } from './users.entity.ts'

const thumbnails = [{ width: 150 }]

@Injectable()
export class UsersService {
  readonly #dataSource: DataSource

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource
  }

  /** The user and the picture are committed together. It is decoded and stored before the transaction begins. */
  async signUp(name: string, photo: Uint8Array): Promise<User> {
    const prepared = await userPictures.prepare(photo, { thumbnails })
    return this.#dataSource.transaction(async manager => {
      const user = await manager.save(manager.create(User, { name }))
      await userPictures.using(manager).of(user).attach(prepared)
      return user
    })
  }

  async replacePicture(id: number, photo: ImageInput): Promise<void> {
    await userPictures.of(await this.#find(id)).fromFile(photo, { thumbnails })
  }

  /** The users with their pictures: two queries, however many there are. */
  async list(): Promise<readonly { readonly user: User; readonly picture: LoadedImageSet }[]> {
    const users = await this.#dataSource.manager.find(User, { order: { id: 'asc' } })
    const pictures = await userPictures.load(users)
    return users.map(user => ({ user, picture: pictures.get(user) }))
  }

  /** `remove` takes the pictures along, in the same transaction. */
  async remove(id: number): Promise<void> {
    await this.#dataSource.manager.remove(await this.#find(id))
  }

  async #find(id: number): Promise<User> {
    const user = await this.#dataSource.manager.findOneBy(User, { id })
    if (user) return user
    throw new NotFoundException(`There is no user ${id}`)
  }
}
