import assert from 'node:assert/strict'
import type { ImageKey, PresignedUpload, Store } from '@imageattach/core'
import type { ContractCase } from '../contract.js'
import { exampleBytes } from './example-bytes.js'
import { exampleKey } from './example-key.js'
import { assertAbsent, assertHolds, assertStoreError } from './store-assertions.js'

const terms = { maxBytes: 1000, expiresIn: 600 }

async function presign(store: Store, key: ImageKey): Promise<PresignedUpload> {
  assert.ok(store.presignUpload, 'the store declares the capability "presignUpload", but has no method presignUpload()')
  return store.presignUpload(key, terms)
}

/** Does what a browser does with a form. */
async function send({ url, fields }: PresignedUpload, bytes: Uint8Array): Promise<number> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  form.set('file', new Blob([new Uint8Array(bytes)]), 'picture.jpg')
  return (await fetch(url, { method: 'POST', body: form })).status
}

async function refuses(store: Store, change: (upload: PresignedUpload) => PresignedUpload, bytes = exampleBytes(10)) {
  const key = exampleKey()

  const status = await send(change(await presign(store, key)), bytes)

  assert.ok(status >= 400, `the upload was taken with status ${status}`)
  await assertAbsent(store, key)
}

function swap(fields: PresignedUpload['fields'], from: string, to: string): PresignedUpload['fields'] {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value.replace(from, to)]))
}

function uploadCase(name: string, run: (store: Store) => Promise<void>): ContractCase<Store> {
  return { name, needs: 'presignUpload', run }
}

/** Uploads by somebody who holds no keys. The forms are sent by `fetch`. */
export const uploadCases: readonly ContractCase<Store>[] = [
  uploadCase('takes a file by a form, of one byte up to the most that it allows', async store => {
    for (const length of [1, terms.maxBytes]) {
      const key = exampleKey()
      const bytes = exampleBytes(length)

      const status = await send(await presign(store, key), bytes)

      assert.ok(status >= 200 && status < 300, `status ${status}`)
      await assertHolds(store, key, bytes)
      await store.deleteFile(key)
      await assertAbsent(store, key)
    }
  }),
  uploadCase('takes no more bytes by a form than it allows, and no empty file', async store => {
    await refuses(store, upload => upload, exampleBytes(terms.maxBytes + 1))
    await refuses(store, upload => upload, new Uint8Array())
  }),
  uploadCase('takes no file of another type, or under another path, by a form', async store => {
    const other = exampleKey()
    await refuses(store, upload => ({ ...upload, fields: swap(upload.fields, 'image/jpeg', 'text/html') }))
    const key = exampleKey()
    const { url, fields } = await presign(store, key)

    const status = await send({ url, fields: swap(fields, key.path, other.path) }, exampleBytes(10))

    assert.ok(status >= 400, `the upload was taken with status ${status}`)
    await assertAbsent(store, other)
  }),
  uploadCase('takes no file by a form of which a field is missing or was changed', async store => {
    const { fields } = await presign(store, exampleKey())
    for (const field of Object.keys(fields)) {
      const without = (upload: PresignedUpload) => {
        const { [field]: _, ...others } = upload.fields
        return { ...upload, fields: others }
      }
      await refuses(store, without)
      await refuses(store, upload => ({ ...upload, fields: { ...upload.fields, [field]: 'x' } }))
    }
  }),
  uploadCase('refuses a form for an unsafe path', async store => {
    for (const path of ['../b.jpg', 'a/../../b.jpg', '/etc/passwd', 'A/b.jpg', '']) {
      const unsafe = exampleKey({ path })
      await assertStoreError(() => presign(store, unsafe), 'UNSAFE_KEY', store, unsafe)
    }
  }),
]
