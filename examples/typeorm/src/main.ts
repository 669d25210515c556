import { writeFile } from 'node:fs/promises'
import { dataSource } from './database.ts'
import { User, userPictures } from './entities.ts'
import { images } from './images.ts'

await images.transaction(async manager => {
  const ada = await manager.save(manager.create(User, { name: 'Ada' }))
  await ada.picture.using(manager).fromPath('ada.jpg', { thumbnails: [{ width: 150 }, { width: 600 }] })
})

const users = await dataSource.manager.find(User)
const pictures = await userPictures.load(users)
const items = users.map(user => pictures.get(user).thumbnail({ width: 150 })?.toHtml({ alt: user.name }) ?? '')
await writeFile('page.html', `<!doctype html><title>Users</title>${items.join('')}`)

await images.settled()
await dataSource.destroy()
