import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

/** A server under load, in a process of its own. */
export interface BenchServer {
  readonly name: string
  readonly url: string
  /** Microseconds of CPU, of user and kernel, that it has used so far. */
  cpu(): number
  stop(): Promise<void>
}

/** Ours, or a peer that is a Node module. */
export async function startNode(name: string, folder: string): Promise<BenchServer> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'serve-process.ts'), name, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [port] = await once(child.stdout, 'data')
  return benchServer(name, child, Number(port))
}

/** nginx with one worker, which is its only process, and the usual settings for a folder of files. */
export async function startNginx(folder: string, workFolder: string): Promise<BenchServer> {
  const port = await freePort()
  const config = join(workFolder, 'nginx.conf')
  writeFileSync(config, nginxConfig(port, folder, workFolder))
  const child = spawn('nginx', ['-e', 'stderr', '-p', workFolder, '-c', config], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
  })
  const server = benchServer('nginx', child, port)
  await answering(server, child)
  return server
}

function nginxConfig(port: number, folder: string, workFolder: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `
daemon off;
master_process off;
pid ${workFolder}/nginx.pid;
error_log stderr crit;
events {}
http {
  ${temporary.map(name => `${name}_temp_path ${workFolder}/${name};`).join('\n  ')}
  types { image/jpeg jpg; }
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000;
  server {
    listen 127.0.0.1:${port};
    root ${folder};
    add_header Cache-Control "public, max-age=31536000, immutable";
    add_header X-Content-Type-Options nosniff;
    add_header Content-Security-Policy "default-src 'none'; sandbox";
  }
}
`
}

function benchServer(name: string, child: ChildProcess, port: number): BenchServer {
  return {
    name,
    url: `http://127.0.0.1:${port}/`,
    cpu: () => cpuOf(child.pid),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill()
      await once(child, 'exit')
    },
  }
}

/** Linux counts in hundredths of a second, for all threads of a process. */
function cpuOf(pid: number | undefined): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name of the program, in parentheses, may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10_000
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port')
  return address.port
}

async function answering({ name, url }: BenchServer, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 500 && child.exitCode === null; attempt += 1) {
    const response = await fetch(url).catch(() => undefined)
    if (response !== undefined) {
      await response.arrayBuffer()
      return
    }
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  throw new Error(`${name} does not answer at ${url}`)
}
