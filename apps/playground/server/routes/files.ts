import { serveHono } from '@imageattach/store-fs/http'
import { Hono } from 'hono'
import type { Playground } from '../playground.js'

/** Serves the files of all stores, each below its name. */
export function fileRoutes({ stores }: Playground): Hono {
  const routes = new Hono()
  for (const { own, servedAt } of stores.all) routes.use(serveHono(own, { prefix: servedAt }))
  return routes
}
