import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import SQLite from 'better-sqlite3'
import sharp from 'sharp'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

const run = promisify(execFile)
const example = join(import.meta.dirname, '..')

// Each case starts the application, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let folder: string
let application: ChildProcess
let url: string
let photo: Blob

/** Node runs no decorators: the example is compiled first, with a build as its package.json has it. */
beforeAll(async () => {
  await run(process.execPath, [join(example, '../../node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
    cwd: example,
  })
  const picture = sharp({ create: { width: 1200, height: 800, channels: 3, background: '#a3b18a' } })
  photo = new Blob([new Uint8Array(await picture.jpeg().toBuffer())])
})

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imageattach-example-nest-'))
  application = spawn(process.execPath, [join(example, 'dist/main.js')], {
    cwd: folder,
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  url = await readyUrl(application)
})

afterEach(async () => {
  await stopped()
  await rm(folder, { recursive: true, force: true })
})

describe('the application', () => {
  it('keeps the picture of a user who signs up, and lists and shows it', async () => {
    const response = await signUp('Ada', photo)

    expect(response.status).toBe(201)
    const [ada] = await users()
    expect(ada).toMatchObject({ name: 'Ada', picture: { width: 1200, height: 800, mimetype: 'image/jpeg' } })
    expect(await widthOf(ada?.picture?.url ?? '')).toBe(1200)
    const page = await (await fetch(`${url}/users/page`)).text()
    const [, src = ''] = /<img src="([^"]+)" width="150" height="100" alt="Ada">/.exec(page) ?? []
    expect(await widthOf(src)).toBe(150)
  })

  it('replaces a picture by the body of a request', async () => {
    await signUp('Ada', photo)
    const [before] = await users()

    const response = await fetch(`${url}/users/1/picture`, { method: 'PUT', body: photo })

    expect(response.status).toBe(204)
    const [after] = await users()
    expect(after?.picture?.url).not.toBe(before?.picture?.url)
    await stopped()
    expect([pictureRows(), await countFiles()]).toEqual([2, 2])
  })

  it.each([
    ['of no known type', 415, 'UNSUPPORTED_MIME_TYPE', () => new Blob(['hello'])],
    ['cut short', 422, 'INVALID_IMAGE', () => photo.slice(0, photo.size / 2)],
    ['too large', 413, 'INVALID_IMAGE', () => new Blob([new Uint8Array(5_000_001)])],
  ])('refuses a picture %s with %d, and changes nothing', async (_, status, error, upload) => {
    await signUp('Ada', photo)
    const before = await users()

    const response = await fetch(`${url}/users/1/picture`, { method: 'PUT', body: upload() })

    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ statusCode: status, error })
    expect(await users()).toEqual(before)
    await stopped()
    expect([pictureRows(), await countFiles()]).toEqual([2, 2])
  })

  it('signs up nobody with a broken picture', async () => {
    const response = await signUp('Eve', photo.slice(0, photo.size / 2))

    expect(response.status).toBe(422)
    expect(await users()).toEqual([])
    await stopped()
    expect([pictureRows(), await countFiles()]).toEqual([0, 0])
  })

  it('refuses the picture of a user whom it does not know', async () => {
    const response = await fetch(`${url}/users/7/picture`, { method: 'PUT', body: photo })

    expect(response.status).toBe(404)
  })

  it('removes the pictures of a user who leaves, rows and files', async () => {
    await signUp('Ada', photo)

    const response = await fetch(`${url}/users/1`, { method: 'DELETE' })

    expect(response.status).toBe(204)
    expect(await users()).toEqual([])
    await stopped()
    expect([pictureRows(), await countFiles()]).toEqual([0, 0])
  })
})

interface ListedUser {
  readonly name: string
  readonly picture: { readonly url: string } | null
}

function signUp(name: string, picture: Blob): Promise<Response> {
  const form = new FormData()
  form.set('name', name)
  form.set('photo', picture, 'photo.jpg')
  return fetch(`${url}/users`, { method: 'POST', body: form })
}

async function users(): Promise<readonly ListedUser[]> {
  const response = await fetch(`${url}/users`)
  return (await response.json()) as readonly ListedUser[] // as the controller answers
}

async function widthOf(path: string): Promise<number | undefined> {
  const response = await fetch(new URL(path, url))
  return (await sharp(await response.arrayBuffer()).metadata()).width
}

/** Reads its output until it says where it listens; fails with it when it ends first. */
async function readyUrl({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error('The application has no output')
  const lines: string[] = []
  for await (const line of createInterface(stdout)) {
    const [, found] = /^ready (\S+)$/.exec(line) ?? []
    if (found) return found
    lines.push(line)
  }
  throw new Error(`The application ended: ${lines.join('\n')}`)
}

/** Ends it as a service manager does: it closes its data source when its images are settled. */
async function stopped(): Promise<void> {
  if (application.exitCode !== null || application.signalCode !== null) return
  const ended = once(application, 'exit')
  application.kill('SIGTERM')
  await ended
}

function pictureRows(): number {
  const database = new SQLite(join(folder, 'app.db'), { readonly: true })
  try {
    return database.prepare('select width from user_picture').all().length
  } finally {
    database.close()
  }
}

async function countFiles(): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter(entry => entry.isFile() && entry.name.endsWith('.jpg')).length
}
