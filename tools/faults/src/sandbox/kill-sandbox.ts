import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { type ImageKey, keyOfPath, type Store } from '@imageattach/core'
import { picture } from '../pictures.ts'
import type { SandboxTask } from '../sandbox-process.ts'
import { openSandbox } from './open-sandbox.ts'

export interface KillSandboxOptions {
  /** Where folders are made. */
  readonly parent: string
  /** Where the program of a process is. */
  readonly program: string
  readonly verb: SandboxTask['verb']
  /** Kills at every nth call only. */
  readonly step: number
}

/** Bytes by path. */
type Contents = Readonly<Record<string, string>>

/**
 * Kills a run at call 1, 2, 3 … until one comes to its end untouched. After each kill the sandbox is looked at, the run
 * is made again, and both stores are compared with what they should hold by then.
 */
export async function killSandbox({ parent, program, verb, step }: KillSandboxOptions) {
  const violations: string[] = []
  for (let at = 1, points = 0; ; at += step, points += 1) {
    const home = await mkdtemp(join(parent, 'sandbox-'))
    try {
      const { shown, below } = await fill(home)
      const killed = await runProcess(program, { home, verb, killAt: at })
      for (const what of await compare(home, verb, shown, below))
        violations.push(`${verb}, killed at call ${at}: ${what}`)
      if (!killed) return { points, violations }
    } finally {
      await rm(home, { recursive: true, force: true })
    }
  }
}

/** Pictures that the sandbox has left alone, deleted, added, and deleted after it had added them. */
async function fill(home: string): Promise<{ readonly shown: Contents; readonly below: Contents }> {
  const store = openSandbox(home)
  const keys = Array.from({ length: 7 }, (_, index) => pictureKey(index))
  for (const [index, key] of keys.slice(0, 4).entries()) await store.underlying.putFile(picture(index), key)
  const below = await contents(store.underlying)
  for (const [index, key] of keys.slice(4).entries()) await store.putFile(picture(10 + index), key)
  for (const key of [keys[0], keys[1], keys[6]]) if (key) await store.deleteFile(key)
  return { shown: await contents(store), below }
}

function pictureKey(index: number): ImageKey {
  return keyOfPath(`faults/picture/0${index}/0${index}${'a'.repeat(30)}.8x6.png`)
}

async function compare(
  home: string,
  verb: SandboxTask['verb'],
  shown: Contents,
  below: Contents,
): Promise<readonly string[]> {
  const store = openSandbox(home)
  const found: string[] = []
  const expect = async (what: string, from: Store, wanted: Contents) => {
    const actual = await contents(from)
    if (!isDeepStrictEqual(actual, wanted)) found.push(`${what} has ${Object.keys(actual)}, not ${Object.keys(wanted)}`)
  }
  if (verb === 'promote') await expect('the sandbox after the kill', store, shown)
  else await expect('the store below after the kill', store.underlying, below)

  for await (const { outcome, cause } of store[verb]()) if (outcome === 'failed') found.push(`the next run: ${cause}`)

  const wanted = verb === 'promote' ? shown : below
  await expect('the sandbox at the end', store, wanted)
  await expect('the store below at the end', store.underlying, wanted)
  await expect('the store on top at the end', store.overriding, {})
  return found
}

async function contents(store: Store): Promise<Contents> {
  const files: [string, string][] = []
  for await (const { path } of store.list?.('') ?? []) {
    const bytes = await new Response(await store.getFile(keyOfPath(path))).arrayBuffer()
    files.push([path, Buffer.from(bytes).toString('base64')])
  }
  return Object.fromEntries(files.sort(([left], [right]) => (left < right ? -1 : 1)))
}

/** Whether the process was killed before it came to its end. */
function runProcess(program: string, task: SandboxTask): Promise<boolean> {
  const child = fork(program)
  child.send(task)
  return new Promise((resolve, reject) => {
    child.once('exit', (code, signal) => {
      if (signal === 'SIGKILL') resolve(true)
      else if (code === 0) resolve(false)
      else reject(new Error(`The process ended with ${signal ?? code}`))
    })
  })
}
