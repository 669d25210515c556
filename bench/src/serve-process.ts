/** One Node server of `serve`, in a process of its own: `serve-process.ts NAME FOLDER`. Prints its port. */
import { createServer, type RequestListener } from 'node:http'
import { FileSystemStore } from '@imageattach/store-fs'
import { serveNode } from '@imageattach/store-fs/http'
import send from 'send'

const [name = '', folder = ''] = process.argv.slice(2)

const listeners: Readonly<Record<string, () => RequestListener>> = {
  imageattach() {
    const serve = serveNode(new FileSystemStore({ path: folder, baseUrl: '/' }), { prefix: '/' })
    return (request, response) => serve(request, response)
  },
  send() {
    return (request, response) => {
      send(request, request.url ?? '', { root: folder, maxAge: '365d', immutable: true }).pipe(response)
    }
  },
}

const listener = listeners[name]?.()
if (listener === undefined) throw new Error(`There is no server ${JSON.stringify(name)}`)
const server = createServer(listener).listen(0, '127.0.0.1', () => {
  const address = server.address()
  console.log(typeof address === 'object' ? address?.port : address)
})
