import { createServer } from 'node:http'
import { expect, it } from 'vitest'
import { serveNode } from '../../src/http.js'
import { ask } from './support/ask.js'
import { prefix, servedStore, target } from './support/served-store.js'
import { listen } from './support/servers.js'

it('sends a large file through a middleware that keeps chunks for a while, and calls nobody back', async () => {
  const { store, bytes } = await servedStore(new Uint8Array(2_000_000).map((_byte, index) => index * 7 + (index >> 8)))
  const serve = serveNode(store, { prefix })
  const port = await listen(
    createServer((request, response) => {
      const write = response.write.bind(response)
      const end = response.end.bind(response)
      const kept: Uint8Array[] = []
      response.write = (chunk: Uint8Array) => {
        kept.push(chunk)
        return true
      }
      response.end = () => {
        for (const chunk of kept) write(chunk)
        return end()
      }
      serve(request, response)
    }),
  )

  expect((await ask(port, { target })).body.equals(bytes)).toBe(true)
})
