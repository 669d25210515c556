import { bigint, boolean, integer, text, timestamp, varchar } from 'drizzle-orm/pg-core'

/** The columns that every image table has; only ImageAttach writes them. */
export function imageColumns() {
  return {
    width: integer('width').notNull(),
    height: integer('height').notNull(),
    mimetype: varchar('mimetype', { length: 255 }).notNull(),
    original: boolean('original').notNull().default(false),
    createdAt: timestamp('created_at', { withTimezone: true, precision: 6 }).notNull(),
    path: varchar('path', { length: 512 }).notNull().default(''),
    source: varchar('source', { length: 512 }).notNull().default(''),
    store: varchar('store', { length: 64 }).notNull().default(''),
    variant: varchar('variant', { length: 64 }).notNull().default(''),
    byteSize: bigint('byte_size', { mode: 'number' }),
    checksum: varchar('checksum', { length: 64 }),
    placeholder: text('placeholder'),
    filename: text('filename'),
    metadata: text('metadata'),
  }
}
