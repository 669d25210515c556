import type { MiddlewareHandler } from 'hono'

/** Refuses what a page of another site sends, which a browser would deliver to 127.0.0.1 all the same. */
export const sameOriginOnly: MiddlewareHandler = async (c, next) => {
  const site = c.req.header('sec-fetch-site')
  if (site === undefined || site === 'same-origin' || site === 'none') return next()
  return c.text('Only the playground itself may ask for this.', 403)
}
