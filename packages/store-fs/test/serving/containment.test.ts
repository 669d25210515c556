import { execFileSync } from 'node:child_process'
import { link, mkdir, rename, symlink } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FileSystemStore } from '../../src/index.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { ask } from './support/ask.js'
import { path, prefix, putByHand, target } from './support/served-store.js'
import { adapterNames, adapters, elsewhere } from './support/servers.js'

const secret = 'this is not for you'

/** A store whose file is served, and secrets around it that are not. */
async function storeAmongSecrets() {
  const root = await temporaryFolder()
  const folder = join(root, 'store')
  await putByHand(folder, path, 'a picture')
  for (const name of ['secret.jpg', 'store-private/secret.jpg', 'a/aa/secret.jpg']) await putByHand(root, name, secret)
  for (const name of [
    '.secret.jpg',
    '.git/config',
    'upper/SECRET.JPG',
    'Upper/secret.jpg',
    'a b/secret.jpg',
    '%2e%2e/secret.jpg',
  ]) {
    await putByHand(folder, name, secret)
  }
  return { root, folder, store: new FileSystemStore({ path: folder, baseUrl: prefix }) }
}

const climbing = [
  '../secret.jpg',
  '%2e%2e/secret.jpg',
  '%2E%2E/secret.jpg',
  '.%2e/secret.jpg',
  '..%2fsecret.jpg',
  '..%2Fsecret.jpg',
  '%2e%2e%2fsecret.jpg',
  '..%5csecret.jpg',
  '..\\secret.jpg',
  '%5c..%5csecret.jpg',
  '%252e%252e/secret.jpg',
  '%252e%252e%252fsecret.jpg',
  '..%252fsecret.jpg',
  '%c0%ae%c0%ae/secret.jpg',
  '..%c0%afsecret.jpg',
  '%e0%80%ae%e0%80%ae/secret.jpg',
  '..%ef%bc%8fsecret.jpg',
  '..%e2%88%95secret.jpg',
  '..;/secret.jpg',
  'shop/../../secret.jpg',
  'shop/%2e%2e/%2e%2e/secret.jpg',
  '../store-private/secret.jpg',
  '%2e%2e/store-private/secret.jpg',
  '/etc/passwd',
  '%2fetc%2fpasswd',
  '//etc/passwd',
  'C:%5cWindows%5cwin.ini',
  'file:///etc/passwd',
]

/** What a URL parser resolves to the path of the file. A handler that is given a `Request` sees nothing else. */
const resolved = [
  `./${path}`,
  `%2e/${path}`,
  `shop/./${path.slice(5)}`,
  `shop/../${path}`,
  `../pictures/${path}`,
  `${path}#fragment`,
  path.replaceAll('/', '\\'),
]

const notCanonical = [
  `/${path}`,
  `shop//${path.slice(5)}`,
  `shop%2f${path.slice(5)}`,
  `%73${path.slice(1)}`,
  `${path}/`,
  `${path}%00`,
  `${path}%00.png`,
  `${path}%20`,
  `${path}.`,
  `${path}%2e`,
  `${path};a=b`,
  `${path}%3f`,
  `${path}%23`,
  path.toUpperCase(),
  path.replace('shop', 'SHOP'),
  path.replaceAll('/', '%5c'),
  '',
  '.',
  '..',
  '%',
  '%zz',
  '%e',
  '%ff',
  '\xff\xfe',
  'shop',
  'shop/',
  'shop/product-photo/0a',
  '.secret.jpg',
  '%2esecret.jpg',
  '.git/config',
  'upper/SECRET.JPG',
  'Upper/secret.jpg',
  'a%20b/secret.jpg',
  '%252e%252e/secret.jpg',
  'con',
  'aux.jpg',
  'a'.repeat(300),
  `${'a/'.repeat(4000)}a.jpg`,
]

describe.each(adapterNames)('paths asked of %s', name => {
  const seesTargets = name !== 'hono' && name !== 'fetch'

  it('are none but those of files, each in one form', async () => {
    const { store } = await storeAmongSecrets()
    const port = await adapters[name](store, { prefix })

    for (const bad of [...climbing, ...notCanonical, ...(seesTargets ? resolved : [])]) {
      const { status, body } = await ask(port, { target: prefix + bad })
      // What climbs out of the prefix is none of ours where a URL parser has seen it first.
      expect([404, 400, elsewhere], bad).toContain(status)
      expect(body.includes(secret) || body.includes('root:') || body.includes('a picture'), bad).toBe(false)
    }
    expect((await ask(port, { target })).body.toString()).toBe('a picture')
  })

  it('are not those of another host', async () => {
    const { store } = await storeAmongSecrets()
    const port = await adapters[name](store, { prefix })

    for (const bad of [`//www.example.com${target}`, `/${target}`, '*', ...(seesTargets ? [`/%2e%2e${target}`] : [])]) {
      const { status, body } = await ask(port, { target: bad })
      expect([404, 400, elsewhere], bad).toContain(status)
      expect(body.includes('a picture'), bad).toBe(false)
    }
  })

  it('do not lead through links, to folders, or to what is no file', async () => {
    const { root, folder, store } = await storeAmongSecrets()
    await symlink(root, join(folder, 'out'))
    await symlink(join(root, 'a'), join(folder, 'shop', 'out'))
    await symlink(join(root, 'secret.jpg'), join(folder, 'shop', 'link.jpg'))
    await symlink(join(folder, path), join(folder, 'shop', 'inside.jpg'))
    await symlink('/dev/zero', join(folder, 'shop', 'device.jpg'))
    await mkdir(join(folder, 'shop', 'folder.jpg'))
    execFileSync('mkfifo', [join(folder, 'shop', 'fifo.jpg')])
    const server = createServer()
    await new Promise<void>(resolve => server.listen(join(folder, 'shop', 'socket.jpg'), resolve))
    const port = await adapters[name](store, { prefix })

    for (const bad of [
      'out/secret.jpg',
      'shop/out/aa/secret.jpg',
      'shop/link.jpg',
      'shop/inside.jpg',
      'shop/device.jpg',
      'shop/folder.jpg',
      'shop/fifo.jpg',
      'shop/socket.jpg',
      `out/store/${path}`,
    ]) {
      // Also for a client that has guessed the tag.
      for (const headers of [{}, { 'If-None-Match': `"${bad}"` }]) {
        const { status, body } = await ask(port, { target: prefix + bad, headers })
        expect(status, bad).toBe(404)
        expect(body.includes(secret) || body.includes('a picture'), bad).toBe(false)
      }
    }
    await new Promise(resolve => server.close(resolve))
  })
})

describe('the folder of a store that is served', () => {
  it('may itself be a link', async () => {
    const { root, folder } = await storeAmongSecrets()
    await symlink(folder, join(root, 'linked'))
    const port = await adapters.node(new FileSystemStore({ path: join(root, 'linked'), baseUrl: prefix }), { prefix })

    expect((await ask(port, { target })).body.toString()).toBe('a picture')
  })

  it('may hold hard links, as a copy for a backup does', async () => {
    const { root, folder, store } = await storeAmongSecrets()
    await link(join(folder, path), join(root, 'backup.jpg'))
    const port = await adapters.node(store, { prefix })

    expect((await ask(port, { target })).status).toBe(200)
  })

  it('need not exist yet', async () => {
    const store = new FileSystemStore({ path: join(await temporaryFolder(), 'not', 'yet'), baseUrl: prefix })
    const port = await adapters.node(store, { prefix })

    expect((await ask(port, { target })).status).toBe(404)
  })

  it('is not left by a folder that became a link after it was served', async () => {
    const { root, folder, store } = await storeAmongSecrets()
    const port = await adapters.node(store, { prefix })
    expect((await ask(port, { target })).status).toBe(200)
    await putByHand(root, `other/${path.slice(5)}`, secret)
    await rename(join(folder, 'shop'), join(folder, 'old'))
    await symlink(join(root, 'other'), join(folder, 'shop'))

    expect((await ask(port, { target })).status).toBe(404)
  })
})
