import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { clearAlbum, fillAlbum } from '../album.js'
import { migrate, pause, prune } from '../migration-actions.js'
import type { Playground } from '../playground.js'
import { readMigrationSettings, readPace, readStoreName } from '../read-request.js'
import { act } from './act.js'

/** Moving pictures between stores, and pictures to move. */
export function migrationRoutes(playground: Playground): Hono {
  return new Hono()
    .post('/', async c => act(c, playground, migrate(playground, await readMigrationSettings(c, playground))))
    .post('/resume', async c => {
      const { view } = playground.migration
      if (view?.status !== 'paused') throw new HTTPException(409, { message: 'No migration is paused' })
      const { from, to, dryRun } = view
      const filesPerSecond = await readPace(c)
      return act(c, playground, migrate(playground, { from, to, dryRun, filesPerSecond }, true))
    })
    .post('/pause', c => act(c, playground, pause(playground)))
    .post('/prune/:store', c => act(c, playground, prune(playground, readStoreName(playground, c.req.param('store')))))
    .post('/album/:store', c =>
      act(c, playground, fillAlbum(playground, readStoreName(playground, c.req.param('store')))),
    )
    .delete('/album', c => act(c, playground, clearAlbum(playground)))
}
