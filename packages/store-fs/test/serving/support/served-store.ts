import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { exampleBytes, exampleKey } from '@imageattach/contracts'
import { FileSystemStore } from '../../../src/index.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

export const prefix = '/pictures/'
export const path = 'shop/product-photo/0a/0a1b2c3d4e5f60718293a4b5c6d7e8f9.640x427.jpg'
export const target = prefix + path
/** The same layout as the files of SQLAlchemy-ImageAttach. */
export const legacyTarget = `${prefix}album-cover/73/0/73.640x427.jpe`

/** A store with one file. */
export async function servedStore(bytes: Uint8Array = exampleBytes(1000)) {
  const folder = await temporaryFolder()
  const store = new FileSystemStore({ path: folder, baseUrl: prefix })
  await store.putFile(bytes, exampleKey({ path }))
  return { folder, store, bytes: Buffer.from(bytes) }
}

/** Puts a file into the folder without the store, as another program does. */
export async function putByHand(folder: string, name: string, bytes: Uint8Array | string): Promise<void> {
  await mkdir(dirname(join(folder, name)), { recursive: true })
  await writeFile(join(folder, name), bytes)
}
