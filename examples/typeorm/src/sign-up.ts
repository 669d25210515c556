import { readFile } from 'node:fs/promises'
import { dataSource } from './database.ts'
import { User } from './entities.ts'

const bob = dataSource.manager.create(User, { name: 'Bob' })
await bob.picture.attachOnSave(await readFile('ada.jpg'), { thumbnails: [{ width: 150 }] })
await dataSource.manager.save(bob) // the user, two rows of pictures: committed together

console.log((await bob.picture.load()).thumbnail({ width: 150 })?.toHtml({ alt: bob.name }))
await dataSource.destroy()
