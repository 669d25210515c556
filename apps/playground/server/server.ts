import { join, resolve } from 'node:path'
import { readS3Settings } from './open-s3-store.js'
import { start } from './start.js'

/** `apps/playground`, seen from `dist/server`. */
const home = resolve(import.meta.dirname, '../..')
const s3 = readS3Settings(process.env)
const port = Number(process.env.PORT || 3000)

try {
  const playground = await start({
    port,
    data: resolve(process.env.PLAYGROUND_DATA || join(home, 'data')),
    web: join(home, 'dist/web'),
    ...(s3 ? { s3 } : {}),
  })
  console.log(`ready ${playground.url}`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void playground[Symbol.asyncDispose]().then(() => process.exit()))
  }
} catch (error) {
  const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
  console.error(isTaken ? `Port ${port} is taken: choose another one, PORT=${port + 1} npm start` : error)
  process.exitCode = 1
}
