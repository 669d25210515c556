import { execFile, execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Programs by their Debian packages. */
const packages: Readonly<Record<string, string>> = { wrk: 'wrk', nginx: 'nginx-light' }

/** Sees to it that wrk and nginx are there: installed by root, else asked for. */
export function requireTools(): void {
  const missing = Object.keys(packages).filter(name => !isInstalled(name))
  if (missing.length === 0) return
  const command = [
    'apt-get',
    'install',
    '-y',
    '--no-install-recommends',
    ...missing.map(name => packages[name] ?? name),
  ]
  if (process.getuid?.() !== 0 || !isInstalled('apt-get')) {
    throw new Error(`${missing.join(' and ')} not found: run "${command.join(' ')}" as root, on Debian`)
  }
  const options = {
    stdio: ['ignore', 2, 2] as ['ignore', number, number],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }
  execFileSync('apt-get', ['update'], options)
  execFileSync('apt-get', command.slice(1), options)
}

function isInstalled(name: string): boolean {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']
  return folders.some(folder => existsSync(join(folder, name)))
}

/** What a run of wrk measured. */
export interface Load {
  readonly requests: number
  readonly perSecond: number
}

/** Asks for a URL over 16 connections that stay open, for some seconds. */
export async function load(url: string, seconds: number, headers: Readonly<Record<string, string>>): Promise<Load> {
  const fields = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`])
  const { stdout } = await run('wrk', ['-t1', '-c16', `-d${seconds}s`, '--timeout', '30s', ...fields, url])
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1])
  const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1])
  if (!(requests > 0 && perSecond > 0) || /Socket errors|Non-2xx/.test(stdout)) throw new Error(`wrk: ${stdout}`)
  return { requests, perSecond }
}
