import { createServer } from 'node:http'
import { expect, it } from 'vitest'
import { serveNode } from '../../src/http.js'
import { ask } from './support/ask.js'
import { prefix, servedStore, target } from './support/served-store.js'
import { listen } from './support/servers.js'

it('sends no cookie of a session beside a file that caches may give to everyone', async () => {
  const { store } = await servedStore()
  const serve = serveNode(store, { prefix })
  const port = await listen(
    createServer((request, response) => {
      response.setHeader('Set-Cookie', 'session=1')
      serve(request, response)
    }),
  )

  expect((await ask(port, { target })).headers['set-cookie']).toBeUndefined()
})
