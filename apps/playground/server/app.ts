import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { Playground } from './playground.js'
import { fileRoutes } from './routes/files.js'
import { houseRoutes } from './routes/house.js'
import { migrationRoutes } from './routes/migration.js'
import { photoRoutes } from './routes/photos.js'
import { pictureRoutes } from './routes/picture.js'
import { sandboxRoutes } from './routes/sandbox.js'
import { stateRoutes } from './routes/state.js'
import { storeRoutes } from './routes/stores.js'
import { taskRoutes } from './routes/tasks.js'
import { sameOriginOnly } from './same-origin-only.js'

/** The whole playground as one function from requests to responses. */
export function createApp(playground: Playground, options: { readonly web: string }): Hono {
  const api = new Hono()
    .use(sameOriginOnly)
    .use(async (c, next) => {
      await next()
      c.header('Cache-Control', 'no-store')
      c.header('X-Content-Type-Options', 'nosniff')
    })
    .route('/state', stateRoutes(playground))
    .route('/picture', pictureRoutes(playground))
    .route('/photos', photoRoutes(playground))
    .route('/stores', storeRoutes(playground))
    .route('/house', houseRoutes(playground))
    .route('/sandbox', sandboxRoutes(playground))
    .route('/migration', migrationRoutes(playground))
    .route('/tasks', taskRoutes(playground))

  const app = new Hono()
    .route('/api', api)
    .route('/', fileRoutes(playground))
    .get('/*', async (c, next) => {
      await next()
      c.header('Content-Security-Policy', pagePolicy)
      c.header('X-Content-Type-Options', 'nosniff')
      c.header('Referrer-Policy', 'no-referrer')
    })
    .get('/*', serveStatic({ root: options.web }))

  app.notFound(c => c.text('There is nothing here.', 404))
  app.onError((error, c) => {
    if (error instanceof HTTPException) return c.text(error.message, error.status)
    console.error(error)
    return c.text('Something went wrong; the terminal tells more.', 500)
  })
  return app
}

/** The page loads nothing from anywhere else. */
const pagePolicy =
  "default-src 'self'; img-src 'self' blob: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
